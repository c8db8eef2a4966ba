using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Endurance.Model;

namespace Endurance.Wire;

/// <summary>One response of the server: its text, with literals taken out and kept apart.</summary>
/// <param name="Text">Without the line's end; where a literal stood, {} stands.</param>
/// <param name="Literals">In order.</param>
public sealed partial record Response(string Text, IReadOnlyList<byte[]> Literals)
{
    public bool IsTagged => Text[0] is not '*' and not '+';

    public string Tag => Text[..Math.Max(0, Text.IndexOf(' ', StringComparison.Ordinal))];

    public bool IsFetch => FetchLine().IsMatch(Text);

    /// <summary>The number in front of EXISTS, EXPUNGE, FETCH or UIDFETCH, and which of these it is; null for anything else.</summary>
    public (uint Number, string Kind)? Numbered =>
        NumberedLine().Match(Text) is { Success: true } match ? (Nz(match.Groups[1].Value), match.Groups[2].Value) : null;

    /// <summary>The response code without its arguments: MODIFIED, TRYCREATE…; "" when there is none.</summary>
    public string Code => CodeLine().Match(Text) is { Success: true } match ? match.Groups[1].Value : "";

    public bool IsEarlier => Text.StartsWith("* VANISHED (EARLIER) ", StringComparison.Ordinal);

    public bool IsExists => Text.EndsWith(" EXISTS", StringComparison.Ordinal);

    /// <summary>OK, NO or BAD of a tagged response.</summary>
    public string Status => Text.Split(' ') is [_, var status, ..] ? status : "";

    public uint? Uid => (uint?)Number(UidItem());

    public ulong? ModSeq => Number(ModSeqItem());

    public ulong? HighestModSeq => Number(HighestModSeqCode());

    public uint? UidValidity => (uint?)Number(UidValidityCode());

    public uint? UidNext => (uint?)Number(UidNextCode());

    /// <summary>FLAGS of a FETCH response without \Recent; null where there are none.</summary>
    public ImmutableSortedSet<string>? Flags =>
        FlagsItem().Match(Text) is { Success: true } match
            ? FlagNames.Set(match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : null;

    /// <summary>The UIDs of VANISHED, with and without EARLIER; null for another response. Ranges are not written out.</summary>
    public IReadOnlyList<(uint First, uint Last)>? Vanished =>
        VanishedLine().Match(Text) is { Success: true } match ? Ranges(match.Groups[1].Value) : null;

    /// <summary>The UIDs of MODIFIED.</summary>
    public IReadOnlyList<(uint First, uint Last)> Modified =>
        ModifiedCode().Match(Text) is { Success: true } match ? Ranges(match.Groups[1].Value) : [];

    public (uint UidValidity, uint Uid)? AppendUid =>
        AppendUidCode().Match(Text) is { Success: true } match ? (Nz(match.Groups[1].Value), Nz(match.Groups[2].Value)) : null;

    /// <summary>APPENDUID of one or more messages (RFC 4315 section 3).</summary>
    public (uint UidValidity, IReadOnlyList<uint> Uids)? AppendUids =>
        AppendUidsCode().Match(Text) is { Success: true } match ? (Nz(match.Groups[1].Value), [.. Spread(match.Groups[2].Value)]) : null;

    /// <summary>COPYUID: pairs of old and new UID, in the order of the two sets.</summary>
    public (uint UidValidity, IReadOnlyList<(uint From, uint To)> Uids)? CopyUid
    {
        get
        {
            if (CopyUidCode().Match(Text) is not { Success: true } match) return null;
            var from = Spread(match.Groups[2].Value);
            var to = Spread(match.Groups[3].Value);
            return (Nz(match.Groups[1].Value), [.. from.Zip(to)]);
        }
    }

    private static IEnumerable<uint> Spread(string set) => Ranges(set).SelectMany(range => Between(range.First, range.Last));

    private static IEnumerable<uint> Between(uint first, uint last)
    {
        for (var uid = first; uid <= last; uid++) yield return uid;
    }

    private static List<(uint First, uint Last)> Ranges(string set) =>
        [.. set.Split(',').Select(part => part.Split(':')).Select(ends => (Nz(ends[0]), Nz(ends[^1])))];

    private static uint Nz(string text) => uint.Parse(text, CultureInfo.InvariantCulture);

    private ulong? Number(Regex item) =>
        item.Match(Text) is { Success: true } match ? ulong.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^\* (\d+) (EXISTS|EXPUNGE|FETCH|UIDFETCH)(?: |$)")]
    private static partial Regex NumberedLine();

    [GeneratedRegex(@"^[^ ]+ (?:OK|NO|BAD|BYE|PREAUTH) \[([^\] ]+)")]
    private static partial Regex CodeLine();

    [GeneratedRegex(@"^\* \d+ FETCH \(")]
    private static partial Regex FetchLine();

    [GeneratedRegex(@"\bUID (\d+)")]
    private static partial Regex UidItem();

    [GeneratedRegex(@"\bMODSEQ \((\d+)\)")]
    private static partial Regex ModSeqItem();

    [GeneratedRegex(@"\[HIGHESTMODSEQ (\d+)\]")]
    private static partial Regex HighestModSeqCode();

    [GeneratedRegex(@"\[UIDVALIDITY (\d+)\]")]
    private static partial Regex UidValidityCode();

    [GeneratedRegex(@"\[UIDNEXT (\d+)\]")]
    private static partial Regex UidNextCode();

    [GeneratedRegex(@"\bFLAGS \(([^)]*)\)")]
    private static partial Regex FlagsItem();

    [GeneratedRegex(@"^\* VANISHED (?:\(EARLIER\) )?([0-9:,]+)")]
    private static partial Regex VanishedLine();

    [GeneratedRegex(@"\[MODIFIED ([0-9:,]+)\]")]
    private static partial Regex ModifiedCode();

    [GeneratedRegex(@"\[APPENDUID (\d+) (\d+)\]")]
    private static partial Regex AppendUidCode();

    [GeneratedRegex(@"\[APPENDUID (\d+) ([0-9:,]+)\]")]
    private static partial Regex AppendUidsCode();

    [GeneratedRegex(@"\[COPYUID (\d+) ([0-9:,]+) ([0-9:,]+)\]")]
    private static partial Regex CopyUidCode();
}
