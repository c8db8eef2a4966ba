using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>COPY, MOVE and their UID forms (RFC 3501 section 6.4.7, RFC 6851), with COPYUID (RFC 4315).</summary>
/// <remarks>By message numbers, a message that was expunged elsewhere makes the whole command fail and change nothing (RFC 2180 section
/// 4.4.1);
/// by UID it is ignored as any UID that does not exist.</remarks>
/// <param name="Set">Message numbers, or UIDs when <paramref name="ByUid"/>.</param>
/// <param name="ByUid">UID COPY or UID MOVE.</param>
/// <param name="Mailbox">Where to.</param>
/// <param name="Moves">MOVE.</param>
public sealed record CopyCommand(SequenceSet Set, bool ByUid, string Mailbox, bool Moves) : Command
{
    public static CommandRow Row { get; } = Make("COPY", byUid: false, moves: false);

    public static CommandRow UidRow { get; } = Make("UID COPY", byUid: true, moves: false);

    public static CommandRow MoveRow { get; } = Make("MOVE", byUid: false, moves: true);

    public static CommandRow UidMoveRow { get; } = Make("UID MOVE", byUid: true, moves: true);

    private string Name => (ByUid ? "UID " : "") + (Moves ? "MOVE" : "COPY");

    private static CommandRow Make(string name, bool byUid, bool moves) =>
        new(name, SessionStates.Selected, TellsExpunges: true, scanner => Parse(scanner, byUid, moves), moves ? "MOVE" : null,
            UsesNumbers: !byUid);

    /// <summary>copy = "COPY" SP sequence-set SP mailbox, and the same for MOVE.</summary>
    private static CopyCommand Parse(CommandScanner scanner, bool byUid, bool moves)
    {
        scanner.Sp();
        var set = scanner.SequenceSet();
        scanner.Sp();
        var mailbox = scanner.Mailbox();
        scanner.End();
        return new CopyCommand(set, byUid, mailbox, moves);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var selected = session.Selected!;
        var source = selected.Mailbox;
        var messages = new List<Message>();
        var state = source.State;
        foreach (var number in session.Resolve(Set, ByUid))
        {
            var known = selected.View[number];
            if (state.IndexOf(known.Uid) is >= 0 and var index) messages.Add(state[index]);
            else if (!ByUid) return Completion.No("Some of the messages no longer exist; nothing was done", "EXPUNGEISSUED");
        }
        var within = session.Limit(messages, message => message.Uid, out var limited);
        // Copied are all or none (RFC 9738 section 3.1); each message is moved for itself.
        if (limited is not null && !Moves) return Completion.No("Too many messages to copy; nothing was done", limited);
        messages = within;
        if (Moves && selected.ReadOnly) return Completion.No($"{Name} refused: the mailbox is selected read-only");

        Mailbox target;
        try
        {
            target = await session.OpenAsync(Mailbox);
        }
        catch (StoreException e) when (e.Kind is StoreError.NonExistent or StoreError.HasInferiors)
        {
            return Completion.No(e.Message, "TRYCREATE");
        }
        if (messages.Count == 0) return Completion.Ok($"{Name} completed, nothing to do");

        if (await AppendAsync(source, target, messages, cancellation) is not { } copied)
            return Completion.No("Some of the messages no longer exist; nothing was done", "EXPUNGEISSUED");
        (session.Notifier as Notifier)?.Own(session, target, copied);
        if (!Moves) return Completion.Ok("COPY completed", session.Offer.Has("UIDPLUS") ? CopyUid(copied.After.UidValidity, messages.Select(m => m.Uid), copied.Uids) : null);
        return session.With(await RemoveAsync(session, source, target, messages, copied, cancellation), limited);
    }

    private static async ValueTask<CommitResult?> AppendAsync(
        Mailbox source, Mailbox target, List<Message> messages, CancellationToken cancellation)
    {
        var contents = new List<PreparedContent>(messages.Count);
        try
        {
            foreach (var message in messages)
            {
                if (await source.ShareAsync(message, target, cancellation) is not { } content) return null;
                contents.Add(content);
            }
            var appends = messages
                .Zip(contents, Change (m, content) => new AppendChange(m.Flags, m.Keywords.Names, m.InternalDate, content))
                .ToList();
            return await target.CommitAsync(_ => new Decision(appends), cancellation);
        }
        finally
        {
            foreach (var content in contents) content.Dispose();
        }
    }

    /// <summary>Takes the moved messages out of the source. What somebody else removed meanwhile was his to move or expunge, so its copy
    /// goes again.</summary>
    private static async ValueTask<Completion> RemoveAsync(
        Session session, Mailbox source, Mailbox target, List<Message> messages, CommitResult copied, CancellationToken cancellation)
    {
        var gone = new HashSet<uint>();
        await source.CommitAsync(
            state =>
            {
                gone = [.. messages.Select(m => m.Uid).Where(uid => state.IndexOf(uid) < 0)];
                return new Decision([new ExpungeChange([.. messages.Select(m => m.Uid).Where(uid => !gone.Contains(uid))])]);
            },
            cancellation);
        var pairs = messages.Select(m => m.Uid).Zip(copied.Uids).ToList();
        var surplus = pairs.Where(pair => gone.Contains(pair.First)).Select(pair => pair.Second).ToList();
        if (surplus.Count > 0) await target.CommitAsync(_ => new Decision([new ExpungeChange(surplus)]), cancellation);

        pairs.RemoveAll(pair => gone.Contains(pair.First));
        if (pairs.Count > 0 && session.Offer.Has("UIDPLUS"))
        {
            // Before the EXPUNGE or VANISHED that the end of the command brings (RFC 6851 section 4.3).
            var code = CopyUid(copied.After.UidValidity, pairs.Select(p => p.First), [.. pairs.Select(p => p.Second)]);
            session.Output.Text($"* OK [{code}] Moved\r\n");
        }
        return Completion.Ok("MOVE completed") with { TellsHighestModSeq = pairs.Count > 0 && session.QResync };
    }

    /// <summary>"COPYUID" SP nz-number SP uid-set SP uid-set: both in the order in which the messages were copied.</summary>
    private static string CopyUid(uint uidValidity, IEnumerable<uint> from, IReadOnlyList<uint> to)
    {
        using var output = new ResponseWriter();
        output.Raw("COPYUID "u8).Number(uidValidity).Raw(" "u8);
        NumberSetWriter.Write(output, from);
        output.Raw(" "u8);
        NumberSetWriter.Write(output, to);
        return System.Text.Encoding.ASCII.GetString(output.Written.Span);
    }
}
