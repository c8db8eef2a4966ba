using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>The sign of store-att-flags.</summary>
public enum StoreOperation
{
    /// <summary>FLAGS.</summary>
    Replace,

    /// <summary>+FLAGS.</summary>
    Add,

    /// <summary>-FLAGS.</summary>
    Remove,
}

/// <summary>STORE and UID STORE (RFC 3501 section 6.4.6), conditional with UNCHANGEDSINCE (RFC 7162 section 3.1.3).</summary>
/// <remarks>A message that was expunged elsewhere and not told so cannot be changed: the others are, and the tagged response is NO
/// unless .SILENT was asked for (RFC 2180 sections 4.2.1 to 4.2.3).</remarks>
/// <param name="Set">Message numbers, or UIDs when <paramref name="ByUid"/>.</param>
/// <param name="ByUid">UID STORE.</param>
/// <param name="UnchangedSince">0 to 2^63-1, or null for an unconditional store.</param>
/// <param name="Operation">What is done with <paramref name="Flags"/>.</param>
/// <param name="Silent">The .SILENT suffix.</param>
/// <param name="Flags">The flags named.</param>
public sealed record StoreCommand(
    SequenceSet Set, bool ByUid, ulong? UnchangedSince, StoreOperation Operation, bool Silent, FlagValue Flags) : Command
{
    public static CommandRow Row { get; } =
        new("STORE", SessionStates.Selected, TellsExpunges: false, scanner => Parse(scanner, byUid: false), UsesNumbers: true);

    public static CommandRow UidRow { get; } =
        new("UID STORE", SessionStates.Selected, TellsExpunges: true, scanner => Parse(scanner, byUid: true));

    /// <summary>store = "STORE" SP sequence-set [store-modifiers] SP store-att-flags (RFC 4466 section 2.5).</summary>
    private static StoreCommand Parse(CommandScanner scanner, bool byUid)
    {
        scanner.Sp();
        var set = scanner.SequenceSet();
        scanner.Sp();
        ulong? unchangedSince = null;
        if (scanner.Offer.Has("CONDSTORE") && scanner.TryTake('('))
        {
            var at = scanner.Offset;
            if (scanner.Word("store-modifier") != "UNCHANGEDSINCE") throw new SyntaxException("store-modifier UNCHANGEDSINCE", at);
            scanner.Sp();
            unchangedSince = scanner.ModSequenceValzer();
            if (!scanner.TryTake(')')) throw scanner.Expected("\")\" (UNCHANGEDSINCE stands alone and once)");
            scanner.Sp();
        }
        var operation = scanner.TryTake('+') ? StoreOperation.Add : scanner.TryTake('-') ? StoreOperation.Remove : StoreOperation.Replace;
        var start = scanner.Offset;
        var silent = scanner.Word("\"FLAGS\" or \"FLAGS.SILENT\"") switch
        {
            "FLAGS" => false,
            "FLAGS.SILENT" => true,
            _ => throw new SyntaxException("\"FLAGS\" or \"FLAGS.SILENT\"", start),
        };
        scanner.Sp();
        var flags = scanner.Next('(') ? scanner.FlagList() : scanner.Flags();
        scanner.End();
        return new StoreCommand(set, byUid, unchangedSince, operation, silent, flags);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var selected = session.Selected!;
        var numbers = session.Resolve(Set, ByUid);
        if (UnchangedSince is not null) session.UseModSeqs();
        var name = ByUid ? "UID STORE" : "STORE";
        if (selected.ReadOnly) return Completion.No($"{name} refused: the mailbox is selected read-only");

        var run = new StoreRun(this, session.Limit(numbers, out var limited), selected);
        await selected.Mailbox.CommitAsync(run.Decide, cancellation);
        run.Tell(session, selected);

        var code = run.ModifiedCode();
        if (run.AnyGone && !ByUid && !Silent) return session.With(Completion.No("Some of the messages no longer exist", code), limited);
        return session.With(Completion.Ok(code is null ? $"{name} completed" : $"Conditional {name} failed for some messages", code), limited);
    }

    /// <summary>What the flags of one message become.</summary>
    internal (SystemFlags Flags, KeywordSet Keywords) Apply(SystemFlags flags, KeywordSet keywords) => Operation switch
    {
        StoreOperation.Add => (flags | Flags.System, keywords.With(Flags.Keywords)),
        StoreOperation.Remove => (flags & ~Flags.System, keywords.Without(Flags.Keywords)),
        _ => (Flags.System, Flags.Keywords),
    };

    /// <summary>The UNCHANGEDSINCE test. With one mod-sequence for all flags it would also fail when only other flags changed, which
    /// section
    /// 3.1.3 asks to avoid; 3.1.12 tells how: the client knew the flags as of a mod-sequence not above the one it names, and none of those
    /// that it
    /// wants to add or remove has changed since.</summary>
    internal bool Passes(Message known, Message now, ulong toldUpTo, FlagHistory history)
    {
        if (UnchangedSince is not { } limit || now.ModSeq <= limit) return true;
        if (Operation == StoreOperation.Replace || known.ModSeq > limit || limit > toldUpTo) return false;
        return !history.MayHaveChanged(now.Uid, Flags.System, Flags.Keywords, toldUpTo);
    }
}
