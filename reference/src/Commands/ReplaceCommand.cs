using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>REPLACE and UID REPLACE (RFC 8508): a message is appended and another one of the selected mailbox removed, as one action.</summary>
/// <remarks>Within one mailbox both are one commit, so nobody ever sees both or neither. Into another mailbox the new message comes first:
/// whatever happens in between, none is lost.</remarks>
/// <param name="Number">A message number, or a UID when <paramref name="ByUid"/>.</param>
/// <param name="ByUid">UID REPLACE.</param>
/// <param name="Mailbox">Where the new message goes.</param>
/// <param name="Message">The new message; nothing is taken over from the old one.</param>
public sealed record ReplaceCommand(SequenceSet Number, bool ByUid, string Mailbox, AppendMessage Message) : Command
{
    public static CommandRow Row { get; } =
        new("REPLACE", SessionStates.Selected, TellsExpunges: true, scanner => Parse(scanner, byUid: false), "REPLACE");

    public static CommandRow UidRow { get; } =
        new("UID REPLACE", SessionStates.Selected, TellsExpunges: true, scanner => Parse(scanner, byUid: true), "REPLACE");

    private string Name => ByUid ? "UID REPLACE" : "REPLACE";

    /// <summary>replace = "REPLACE" SP seq-number SP mailbox append-message.</summary>
    private static ReplaceCommand Parse(CommandScanner scanner, bool byUid)
    {
        scanner.Sp();
        var number = scanner.SeqNumber();
        scanner.Sp();
        var mailbox = scanner.Mailbox();
        var message = AppendMessage.Parse(scanner);
        scanner.End();
        return new ReplaceCommand(new SequenceSet([new SequenceRange(number, number)]), byUid, mailbox, message);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var selected = session.Selected!;
        var numbers = session.Resolve(Number, ByUid).ToList();
        if (selected.ReadOnly) return Completion.No($"{Name} refused: the mailbox is selected read-only");
        if (numbers.Count == 0 || selected.Mailbox.State.IndexOf(selected.View[numbers[0]].Uid) < 0) return Gone();
        var replaced = selected.View[numbers[0]].Uid;

        Mailbox target;
        try
        {
            target = await session.OpenAsync(Mailbox);
        }
        catch (StoreException e) when (e.Kind is StoreError.NonExistent or StoreError.HasInferiors)
        {
            return Completion.No(e.Message, "TRYCREATE");
        }
        var (octets, refusal) = await Message.Data.ReadAsync(session, cancellation);
        if (refusal is { } no) return no;

        using var content = await target.PrepareAsync(octets, cancellation);
        var append = Message.Change(content, session.Clock.GetLocalNow());
        var appended = target == selected.Mailbox
            ? await ReplaceAsync(target, replaced, append, cancellation)
            : await ReplaceAsync(selected.Mailbox, target, replaced, append, cancellation);
        if (appended is null) return Gone();

        // Ahead of the EXPUNGE or VANISHED that the end of the command brings (section 4.3).
        session.Output.Text($"* OK [{AppendCommand.AppendUid(appended)}] Replacement message ready\r\n");
        return Completion.Ok($"{Name} completed") with { TellsHighestModSeq = session.QResync };
    }

    private static Completion Gone() => Completion.No("The message no longer exists; nothing was done", "EXPUNGEISSUED");

    private static async ValueTask<CommitResult?> ReplaceAsync(Mailbox mailbox, uint replaced, Change append, CancellationToken cancellation)
    {
        var result = await mailbox.CommitAsync(
            state => state.IndexOf(replaced) < 0 ? Decision.Nothing : new Decision([append, new ExpungeChange([replaced])]), cancellation);
        return result.Uids.Count == 0 ? null : result;
    }

    /// <summary>Two mailboxes are two commits. A message that somebody else removed in between was not there to be replaced, so what was
    /// appended goes again.</summary>
    private static async ValueTask<CommitResult?> ReplaceAsync(
        Mailbox source, Mailbox target, uint replaced, Change append, CancellationToken cancellation)
    {
        var appended = await target.CommitAsync(_ => new Decision([append]), cancellation);
        var removed = false;
        // Begun is begun: a stop in between would leave both messages.
        await source.CommitAsync(
            state =>
            {
                removed = state.IndexOf(replaced) >= 0;
                return new Decision([new ExpungeChange([replaced])]);
            },
            CancellationToken.None);
        if (removed) return appended;
        await target.CommitAsync(_ => new Decision([new ExpungeChange(appended.Uids)]), CancellationToken.None);
        return null;
    }
}
