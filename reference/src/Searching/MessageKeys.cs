using Reference.Mime;
using Reference.Store;

namespace Reference.Searching;

/// <summary>What a date is compared with: a whole day, without time and zone (RFC 3501, 6.4.4).</summary>
public enum DateRelation
{
    Before,
    On,
    Since,
}

/// <summary><c>entry-type-req</c> of RFC 7162, 7: whose value of a metadata item is meant.</summary>
public enum ModSeqEntryType
{
    Private,
    Shared,
    All,
}

/// <summary><c>ALL</c>.</summary>
public sealed record AllKey : SearchKey
{
    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) => true;
}

/// <summary><c>ANSWERED</c>, <c>UNANSWERED</c> and the like.</summary>
public sealed record FlagKey(SystemFlags Flag, bool Set) : SearchKey
{
    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) => context.Flags.HasFlag(Flag) == Set;
}

/// <summary><c>KEYWORD</c> and <c>UNKEYWORD</c>.</summary>
public sealed record KeywordKey(string Keyword, bool Set) : SearchKey
{
    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) => context.Keywords.Contains(Keyword) == Set;
}

/// <summary><c>RECENT</c> and <c>OLD</c>.</summary>
public sealed record RecentKey(bool Set) : SearchKey
{
    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) => context.Recent == Set;
}

/// <summary>A sequence set of message numbers.</summary>
public sealed record SequenceSetKey(NumberSet Numbers) : SearchKey
{
    public override bool UsesSequenceNumbers => true;

    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) =>
        Numbers.Contains((uint)context.SequenceNumber, context.MaxSequenceNumber);
}

/// <summary><c>UID</c>.</summary>
public sealed record UidKey(NumberSet Uids) : SearchKey
{
    public override bool MovesWithTime => Uids.HasStar;

    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) => Uids.Contains(context.Uid, context.MaxUid);
}

/// <summary><c>UIDAFTER</c> (RFC 9738, 3.2): UIDs above that one.</summary>
public sealed record UidAfterKey(uint After) : SearchKey
{
    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) => context.Uid > After;
}

/// <summary><c>UIDBEFORE</c> (RFC 9738, 3.2): UIDs below that one.</summary>
public sealed record UidBeforeKey(uint Before) : SearchKey
{
    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) => context.Uid < Before;
}

/// <summary>
/// <c>MODSEQ</c>: mod-sequences of at least <paramref name="Least"/>. With one mod-sequence a message, an entry and its type
/// change nothing (RFC 7162, 3.1.5), but they are kept as asked.
/// </summary>
public sealed record ModSeqKey(ulong Least, string? EntryName = null, ModSeqEntryType? EntryType = null) : SearchKey
{
    public override bool UsesModSeq => true;

    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) => context.ModSeq >= Least;
}

/// <summary><c>LARGER</c>: more octets than that.</summary>
public sealed record LargerKey(ulong Size) : SearchKey
{
    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) => context.Size > Size;
}

/// <summary><c>SMALLER</c>: fewer octets than that.</summary>
public sealed record SmallerKey(ulong Size) : SearchKey
{
    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) => context.Size < Size;
}

/// <summary><c>BEFORE</c>, <c>ON</c> and <c>SINCE</c>: the internal date.</summary>
public sealed record InternalDateKey(DateRelation Relation, DateOnly Day) : SearchKey
{
    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) => Compare(Relation, context.InternalDate, Day);

    internal static bool Compare(DateRelation relation, DateTimeOffset date, DateOnly day)
    {
        var compared = DateOnly.FromDateTime(date.Date).CompareTo(day);
        return relation switch
        {
            DateRelation.Before => compared < 0,
            DateRelation.On => compared == 0,
            _ => compared >= 0,
        };
    }
}
