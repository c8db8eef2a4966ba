using System.Diagnostics;
using System.Text;
using Bench.Contestants;
using Bench.Imap;

namespace Bench.Workloads;

/// <summary>A connection that idles (RFC 2177) on a mailbox and notes when it is told of a flag's new value.</summary>
public sealed class IdleListener : IAsyncDisposable
{
    private readonly ImapConnection _connection;
    private Task _listening = Task.CompletedTask;
    private Announcement? _told;

    private IdleListener(ImapConnection connection) => _connection = connection;

    /// <summary>What all listeners wait for now; null when nothing is to be told.</summary>
    public static async Task<IdleListener> StartAsync(ImapServer server, string mailbox, Func<Announcement?> awaited)
    {
        var connection = await server.SelectAsync(mailbox);
        var listener = new IdleListener(connection);
        try
        {
            await connection.SendAsync(Encoding.ASCII.GetBytes($"{connection.NextTag()} IDLE\r\n"), "IDLE");
            await connection.ContinueAsync("IDLE");
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        listener._listening = listener.ListenAsync(awaited);
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        // Nothing more is of interest; closing ends the listening.
        await _connection.DisposeAsync();
        await _listening;
    }

    private async Task ListenAsync(Func<Announcement?> awaited)
    {
        try
        {
            while (true)
            {
                var response = await _connection.ReceiveAsync("IDLE", bounded: false);
                Hear(response.Span, Stopwatch.GetTimestamp(), awaited());
            }
        }
        catch (Exception e) when (e is BenchException or OperationCanceledException or ObjectDisposedException)
        {
            awaited()?.Fail(e);
        }
    }

    private void Hear(ReadOnlySpan<byte> response, long now, Announcement? announcement)
    {
        if (announcement is null || ReferenceEquals(announcement, _told)) return;
        if (!FetchResponse.TryParse(response, out var fetch) || !fetch.HasFlags || fetch.IsFlagged != announcement.Flagged) return;
        _told = announcement;
        announcement.Tell(now);
    }
}

/// <summary>One change and when each listener was told of it.</summary>
/// <param name="listeners">How many have to be told.</param>
/// <param name="flagged">The flag's new value.</param>
public sealed class Announcement(int listeners, bool flagged)
{
    private readonly long[] _times = new long[listeners];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    public bool Flagged => flagged;

    /// <summary>Done when all have been told; fails when one cannot be told any more.</summary>
    public Task All => _all.Task;

    public int Count => Math.Min(Volatile.Read(ref _count), listeners);

    public void Tell(long timestamp)
    {
        var place = Interlocked.Increment(ref _count) - 1;
        if (place >= listeners) return;
        Volatile.Write(ref _times[place], timestamp);
        if (place == listeners - 1) _all.TrySetResult();
    }

    public void Fail(Exception why) => _all.TrySetException(why);

    /// <summary>Milliseconds from <paramref name="since"/> until that part of the listeners had been told; 0 when it was before.</summary>
    public double Until(double part, long since)
    {
        var sorted = _times.Order().ToList();
        var at = sorted[Math.Max((int)Math.Ceiling(part * sorted.Count), 1) - 1];
        return Math.Max(0, (at - since) * 1000.0 / Stopwatch.Frequency);
    }
}
