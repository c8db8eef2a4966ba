using System.Text;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>Writes esearch-response of RFC 4466 for SEARCH and SORT; which mod-sequence it tells is RFC 4731 section 3.2.</summary>
/// <param name="session">Its tag is the correlator.</param>
/// <param name="byUid">UIDs instead of message numbers.</param>
/// <param name="withModSeq">The search asked for MODSEQ.</param>
internal sealed class EsearchResponse(Session session, bool byUid, bool withModSeq)
{
    /// <summary>Writes the answer and keeps what SAVE asks to keep.</summary>
    /// <param name="found">In the requested order.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="partial">The range of PARTIAL, or null.</param>
    public void Write(List<Found> found, SearchReturn options, PartialRange? partial)
    {
        var ends = found.Count == 0 ? [] : Ends(found, options);
        var (start, end) = partial?.Within(found.Count) ?? (0, 0);
        // RFC 5182 section 2.4 and RFC 9394 section 3.2: with MIN, MAX or PARTIAL and nothing that means all, only those are kept.
        var few = (options & (SearchReturn.Min | SearchReturn.Max | SearchReturn.Partial)) != 0
            && (options & (SearchReturn.All | SearchReturn.Count)) == 0;
        if ((options & SearchReturn.Save) != 0)
        {
            session.SavedResult = [.. (few ? ends.Concat(found[start..end]) : found).Select(f => f.Uid).Distinct()];
            if (options == SearchReturn.Save) return;
        }
        var output = session.Output;
        output.Raw("* ESEARCH (TAG "u8).String(Encoding.ASCII.GetBytes(session.Tag)).Raw(")"u8);
        if (byUid) output.Raw(" UID"u8);
        if (found.Count > 0)
        {
            if (options.HasFlag(SearchReturn.Min)) output.Raw(" MIN "u8).Number(found[0].Shown(byUid));
            if (options.HasFlag(SearchReturn.Max)) output.Raw(" MAX "u8).Number(found[^1].Shown(byUid));
            if (options.HasFlag(SearchReturn.All))
            {
                output.Raw(" ALL "u8);
                NumberSetWriter.Write(output, found.Select(f => f.Shown(byUid)));
            }
        }
        if (partial is { } range) WritePartial(range, found[start..end]);
        if (options.HasFlag(SearchReturn.Count)) output.Raw(" COUNT "u8).Number(found.Count);
        if (withModSeq && found.Count > 0)
            output.Raw(" MODSEQ "u8).Number((few && partial is null ? ends : found).Max(f => f.ModSeq));
        output.CrLf();
    }

    /// <summary>"PARTIAL" SP "(" partial-range SP (sequence-set / "NIL") ")".</summary>
    private void WritePartial(PartialRange range, List<Found> window)
    {
        var output = session.Output;
        output.Raw(" PARTIAL ("u8).Text(range.ToString()).Raw(" "u8);
        if (window.Count == 0) output.Raw("NIL"u8);
        else NumberSetWriter.Write(output, window.Select(f => f.Shown(byUid)));
        output.Raw(")"u8);
    }

    private static List<Found> Ends(List<Found> found, SearchReturn options)
    {
        var ends = new List<Found>();
        if (options.HasFlag(SearchReturn.Min)) ends.Add(found[0]);
        if (options.HasFlag(SearchReturn.Max)) ends.Add(found[^1]);
        return ends;
    }
}
