using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace Bench.Contestants;

/// <summary>The echo server's own side: each line is appended to a file and made durable before "OK" goes back.</summary>
/// <remarks>Group commit: whatever came while one fsync ran is made durable by the next one.</remarks>
public static partial class EchoService
{
    // One read of the socket; a longer line would be the bench's own mistake.
    private const int MaxOctets = 256 * 1024;

    private sealed record Write(ReadOnlyMemory<byte> Octets, TaskCompletionSource Durable);

    /// <summary>Listens on a free loopback port, says <c>ready HOST:PORT</c>, and serves until standard input ends.</summary>
    public static async Task<int> RunAsync(string directory)
    {
        // Ctrl-C goes to the whole group of processes; the bench, which started this one, decides what it means.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, $"bench-echo-{Environment.ProcessId}");
        using var ending = new CancellationTokenSource();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(256);
        var writes = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0, FileOptions.DeleteOnClose))
        {
            var committing = Task.Run(() => CommitAsync(file, writes.Reader, ending.Token), CancellationToken.None);
            // The bench holds the other end of standard input; when it is gone, so is this.
            var parent = Task.Run(() => WaitForEndAsync(ending), CancellationToken.None);
            Console.WriteLine($"ready {listener.LocalEndPoint}");
            try
            {
                while (true)
                {
                    var client = await listener.AcceptAsync(ending.Token);
                    client.NoDelay = true;
                    _ = ServeAsync(client, writes.Writer, ending.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // The end.
            }
            await Task.WhenAny(committing, parent);
        }
        return 0;
    }

    private static async Task WaitForEndAsync(CancellationTokenSource ending)
    {
        await using var input = Console.OpenStandardInput();
        var one = new byte[1];
        while (await input.ReadAsync(one, ending.Token) > 0)
        {
        }
        await ending.CancelAsync();
    }

    private static async Task CommitAsync(FileStream file, ChannelReader<Write> writes, CancellationToken stop)
    {
        var group = new List<Write>();
        var octets = new MemoryStream();
        while (await writes.WaitToReadAsync(stop))
        {
            while (writes.TryRead(out var write))
            {
                group.Add(write);
                octets.Write(write.Octets.Span);
            }
            file.Write(octets.GetBuffer(), 0, (int)octets.Length);
            Sync(file);
            foreach (var write in group) write.Durable.SetResult();
            group.Clear();
            octets.SetLength(0);
        }
    }

    // fdatasync where there is one, as a server would: the file's times need not be durable.
    private static void Sync(FileStream file)
    {
        if (!OperatingSystem.IsLinux()) file.Flush(flushToDisk: true);
        else if (DataSync(file.SafeFileHandle) != 0) throw new IOException($"fdatasync: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DataSync(SafeFileHandle file);

    private static async Task ServeAsync(Socket client, ChannelWriter<Write> writes, CancellationToken stop)
    {
        var buffer = new byte[MaxOctets];
        var end = 0;
        try
        {
            using (client)
            {
                int count;
                while (end < buffer.Length && (count = await client.ReceiveAsync(buffer.AsMemory(end), stop)) > 0)
                {
                    end += count;
                    var whole = buffer.AsSpan(0, end).LastIndexOf((byte)'\n') + 1;
                    if (whole == 0) continue;
                    var write = new Write(buffer.AsMemory(0, whole), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                    await writes.WriteAsync(write, stop);
                    await write.Durable.Task;
                    var lines = buffer.AsSpan(0, whole).Count((byte)'\n');
                    await client.SendAsync(string.Concat(Enumerable.Repeat("OK\r\n", lines)).Select(c => (byte)c).ToArray(), stop);
                    buffer.AsSpan(whole, end - whole).CopyTo(buffer);
                    end -= whole;
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The client is gone, or everything ends.
        }
    }
}
