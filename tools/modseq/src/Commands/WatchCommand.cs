using System.Threading.Channels;
using Inspector.Format;

namespace Inspector.Commands;

/// <summary>
/// <c>modseq watch DIR</c>: a line for each record as it is written. Waits for the file system to tell of a change, and looks by itself now and then,
/// for some file systems tell nothing. Follows the log through rotation and deletion.
/// </summary>
internal static class WatchCommand
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string directory, TextWriter output, CancellationToken stop)
    {
        if (!Directory.Exists(directory)) throw new UnreadableException(directory, 0, "there is no such directory");
        // One pending signal is enough: what is looked at is the state, not the event.
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var watcher = new FileSystemWatcher(directory, MailboxFiles.LogName + "*")
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime,
        };
        watcher.Changed += (_, _) => changes.Writer.TryWrite(true);
        watcher.Created += (_, _) => changes.Writer.TryWrite(true);
        watcher.Deleted += (_, _) => changes.Writer.TryWrite(true);
        watcher.Renamed += (_, _) => changes.Writer.TryWrite(true);
        // An overflow of its queue only means: look.
        watcher.Error += (_, _) => changes.Writer.TryWrite(true);
        watcher.EnableRaisingEvents = true;

        using var follower = new LogFollower(Path.Combine(directory, MailboxFiles.LogName), output);
        while (!stop.IsCancellationRequested)
        {
            follower.Look();
            await output.FlushAsync(CancellationToken.None);
            await WaitAsync(changes.Reader, stop);
        }

        return ExitCode.Ok;
    }

    private static async Task WaitAsync(ChannelReader<bool> changes, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(LookAnyway);
        try
        {
            await changes.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Time to look, or to end; the caller sees which.
        }
    }
}
