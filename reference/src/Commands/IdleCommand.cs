using Reference.Sessions;

namespace Reference.Commands;

/// <summary>IDLE (RFC 2177): tells the difference each time the mailbox changes, until the client says DONE.</summary>
public sealed record IdleCommand : Command
{
    public static CommandRow Row { get; } =
        new("IDLE", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, SimpleParse.Of(new IdleCommand()), Needs: "IDLE");

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        session.Output.Raw("+ idling\r\n"u8);
        if (session.Notifier is not null) return await NotifiedAsync(session, cancellation);
        await Dialogue.TellAsync(session, mayTellExpunges: true, cancellation);
        session.SettleHighestModSeq(taggedTellsIt: false);
        await session.Link.FlushAsync(cancellation);

        var done = session.Link.ReadLineAsync(session.Limits.Autologout, cancellation).AsTask();
        try
        {
            while (!done.IsCompleted && session.Selected is { } selected && !selected.Mailbox.IsDeleted)
            {
                await Task.WhenAny(done, selected.Mailbox.WaitForChangeAsync(selected.View.State, ended.Token));
                if (done.IsCompleted) break;
                await Dialogue.TellAsync(session, mayTellExpunges: true, cancellation);
                session.SettleHighestModSeq(taggedTellsIt: false);
                await session.Link.FlushAsync(cancellation);
            }
        }
        finally
        {
            await ended.CancelAsync();
        }
        return Ended(await done);
    }

    /// <summary>After NOTIFY exactly what it asked for is told (RFC 5465 section 4).</summary>
    private static async ValueTask<Completion> NotifiedAsync(Session session, CancellationToken cancellation)
    {
        await session.Link.FlushAsync(cancellation);
        var done = session.Link.ReadLineAsync(session.Limits.Autologout, cancellation).AsTask();
        await Notifying.UntilAsync(session, done, mayTellExpunges: true, cancellation);
        return Ended(await done);
    }

    private static Completion Ended(byte[]? line)
    {
        if (line is null) return Completion.Bad("expected DONE");
        return System.Text.Ascii.EqualsIgnoreCase(line, "DONE") ? Completion.Ok("IDLE completed") : Completion.Bad("expected DONE");
    }
}
