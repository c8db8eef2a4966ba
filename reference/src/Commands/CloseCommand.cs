using Reference.Sessions;

namespace Reference.Commands;

/// <summary>CLOSE (RFC 3501 section 6.4.2): expunges without a word, and without HIGHESTMODSEQ (RFC 7162 section 3.2.8).</summary>
public sealed record CloseCommand : Command
{
    public static CommandRow Row { get; } = new("CLOSE", SessionStates.Selected, TellsExpunges: false, SimpleParse.Of(new CloseCommand()));

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var selected = session.Selected!;
        if (!selected.ReadOnly && !selected.Mailbox.IsDeleted) await selected.Mailbox.CommitAsync(ExpungeCommand.AllDeleted, cancellation);
        session.Unselect();
        return Completion.Ok("CLOSE completed");
    }
}
