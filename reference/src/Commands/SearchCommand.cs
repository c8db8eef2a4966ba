using Reference.Searching;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>search-return-opt of RFC 4731 and RFC 5182, as flags.</summary>
[Flags]
public enum SearchReturn
{
    None = 0,
    Min = 1,
    Max = 2,
    All = 4,
    Count = 8,
    Save = 16,
}

/// <summary>SEARCH and UID SEARCH (RFC 3501 section 6.4.4) with MODSEQ (RFC 7162 section 3.1.5), RETURN (RFC 4731) and SAVE (RFC
/// 5182).</summary>
/// <remarks>A message that was expunged elsewhere and not told so is not found (RFC 2180 section 4.3).</remarks>
/// <param name="ByUid">UID SEARCH.</param>
/// <param name="Return">Null without RETURN: then the answer is SEARCH, not ESEARCH.</param>
/// <param name="KnownCharset">False when the CHARSET is not one of US-ASCII and UTF-8.</param>
/// <param name="Key">All keys together.</param>
public sealed record SearchCommand(bool ByUid, SearchReturn? Return, bool KnownCharset, SearchKey Key) : Command
{
    public static CommandRow Row { get; } =
        new("SEARCH", SessionStates.Selected, TellsExpunges: false, scanner => SearchArguments.Parse(scanner, byUid: false));

    public static CommandRow UidRow { get; } =
        new("UID SEARCH", SessionStates.Selected, TellsExpunges: true, scanner => SearchArguments.Parse(scanner, byUid: true));

    public override bool WithholdsExpunges => Key.UsesSequenceNumbers;

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var name = ByUid ? "UID SEARCH" : "SEARCH";
        if (!KnownCharset)
        {
            // RFC 5182 section 2.1: a failed SEARCH with SAVE leaves nothing saved.
            if (Return is { } options && options.HasFlag(SearchReturn.Save)) session.SavedResult = [];
            return new(Completion.No("charset not supported", "BADCHARSET (US-ASCII UTF-8)"));
        }
        session.Tell(mayTellExpunges: false);
        if (Key.UsesModSeq) session.UseModSeqs();

        var found = Find(session, cancellation);
        if (Return is null) WriteSearch(session, found);
        else WriteEsearch(session, found, Return.Value);
        return new(Completion.Ok($"{name} completed"));
    }

    /// <summary>A mod-sequence that every match must reach, 0 if there is none.</summary>
    private ulong LeastModSeq => Key switch
    {
        ModSeqKey key => key.Least,
        AndKey keys => keys.Keys.OfType<ModSeqKey>().Select(key => key.Least).DefaultIfEmpty(0UL).Max(),
        _ => 0,
    };

    private List<(uint Number, uint Uid, ulong ModSeq)> Find(Session session, CancellationToken cancellation)
    {
        var selected = session.Selected!;
        var view = selected.View;
        var found = new List<(uint, uint, ulong)>();
        var context = new SearchContext(session, selected, cancellation);
        // A bound on the mod-sequence is answered from the index of changes instead of by a walk through the mailbox.
        var candidates = LeastModSeq > 0 ? view.ChangedSince(LeastModSeq - 1).Where(c => !view.IsGhost(c.Message.Uid)) : view.Live();
        foreach (var (number, message) in candidates)
        {
            cancellation.ThrowIfCancellationRequested();
            context.Move(number, message);
            if (Key.Matches(context)) found.Add(((uint)number, message.Uid, message.ModSeq));
        }
        return found;
    }

    /// <summary>"SEARCH" *(SP nz-number) and, for a non-empty result of a search with MODSEQ, SP "(MODSEQ" SP value ")" (RFC 7162 section
    /// 3.1.5).</summary>
    private void WriteSearch(Session session, List<(uint Number, uint Uid, ulong ModSeq)> found)
    {
        var output = session.Output;
        output.Raw("* SEARCH"u8);
        foreach (var (number, uid, _) in found) output.Raw(" "u8).Number(ByUid ? uid : number);
        if (Key.UsesModSeq && found.Count > 0) output.Raw(" (MODSEQ "u8).Number(found.Max(f => f.ModSeq)).Raw(")"u8);
        output.CrLf();
    }

    /// <summary>esearch-response of RFC 4466; which mod-sequence it tells is RFC 4731 section 3.2.</summary>
    private void WriteEsearch(Session session, List<(uint Number, uint Uid, ulong ModSeq)> found, SearchReturn options)
    {
        var ends = options & (SearchReturn.Min | SearchReturn.Max);
        var onlyEnds = ends != 0 && (options & (SearchReturn.All | SearchReturn.Count)) == 0;
        var told = onlyEnds && found.Count > 0 ? Ends(found, ends) : found;
        if ((options & SearchReturn.Save) != 0)
        {
            // RFC 5182 section 2.4: with MIN or MAX alone only those are kept.
            session.SavedResult = [.. told.Select(f => f.Uid)];
            if (options == SearchReturn.Save) return;
        }
        var output = session.Output;
        output.Raw("* ESEARCH (TAG "u8).String(System.Text.Encoding.ASCII.GetBytes(session.Tag)).Raw(")"u8);
        if (ByUid) output.Raw(" UID"u8);
        if (found.Count > 0)
        {
            if (options.HasFlag(SearchReturn.Min)) output.Raw(" MIN "u8).Number(Shown(found[0]));
            if (options.HasFlag(SearchReturn.Max)) output.Raw(" MAX "u8).Number(Shown(found[^1]));
            if (options.HasFlag(SearchReturn.All))
            {
                output.Raw(" ALL "u8);
                NumberSetWriter.Write(output, found.Select(Shown));
            }
        }
        if (options.HasFlag(SearchReturn.Count)) output.Raw(" COUNT "u8).Number(found.Count);
        if (Key.UsesModSeq && found.Count > 0) output.Raw(" MODSEQ "u8).Number(told.Max(f => f.ModSeq));
        output.CrLf();
    }

    private static List<(uint Number, uint Uid, ulong ModSeq)> Ends(List<(uint Number, uint Uid, ulong ModSeq)> found, SearchReturn ends)
    {
        var told = new List<(uint, uint, ulong)>();
        if (ends.HasFlag(SearchReturn.Min)) told.Add(found[0]);
        if (ends.HasFlag(SearchReturn.Max) && (told.Count == 0 || found.Count > 1)) told.Add(found[^1]);
        return told;
    }

    private uint Shown((uint Number, uint Uid, ulong ModSeq) found) => ByUid ? found.Uid : found.Number;
}
