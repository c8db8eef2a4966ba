using Reference.Sessions;

namespace Reference.Commands;

/// <summary>Tells a client that gave NOTIFY what happens while it says nothing.</summary>
internal static class Notifying
{
    /// <summary>Tells the difference each time that something changes, until <paramref name="input"/> is there.</summary>
    /// <param name="session">A session with a notifier.</param>
    /// <param name="input">What the client says next.</param>
    /// <param name="mayTellExpunges">False where message numbers have to stay as they are.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task UntilAsync(Session session, Task input, bool mayTellExpunges, CancellationToken cancellation)
    {
        while (!input.IsCompleted && session.Notifier is { } notifier)
        {
            // Asked for first: what changes while the difference is told completes it.
            var next = notifier.NextChange();
            await notifier.TellAsync(session, mayTellExpunges, ofOwnCommand: false, cancellation);
            session.SettleHighestModSeq(taggedTellsIt: false);
            await session.Link.FlushAsync(cancellation);
            await Task.WhenAny(input, next);
        }
    }
}
