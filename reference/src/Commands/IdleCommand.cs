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
        session.Tell(mayTellExpunges: true);
        session.SettleHighestModSeq(taggedTellsIt: false);
        await session.Link.FlushAsync(cancellation);

        var done = session.Link.ReadLineAsync(session.Limits.Autologout, cancellation).AsTask();
        try
        {
            while (!done.IsCompleted && session.Selected is { } selected && !selected.Mailbox.IsDeleted)
            {
                await Task.WhenAny(done, selected.Mailbox.WaitForChangeAsync(selected.View.State, ended.Token));
                if (done.IsCompleted) break;
                session.Tell(mayTellExpunges: true);
                session.SettleHighestModSeq(taggedTellsIt: false);
                await session.Link.FlushAsync(cancellation);
            }
        }
        finally
        {
            await ended.CancelAsync();
        }
        var line = await done;
        if (line is null) return Completion.Bad("expected DONE");
        return System.Text.Ascii.EqualsIgnoreCase(line, "DONE") ? Completion.Ok("IDLE completed") : Completion.Bad("expected DONE");
    }
}
