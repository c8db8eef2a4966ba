using Reference.Mime;
using Reference.Store;

namespace Reference.Searching;

/// <summary>One message as a search sees it.</summary>
public interface ISearchContext
{
    /// <summary>The message sequence number in the session's view, from 1.</summary>
    int SequenceNumber { get; }

    uint Uid { get; }

    SystemFlags Flags { get; }

    KeywordSet Keywords { get; }

    ulong ModSeq { get; }

    /// <summary>The internal date; searches look at its day in its own zone (RFC 3501, 6.4.4).</summary>
    DateTimeOffset InternalDate { get; }

    /// <summary>The time of the search, one for all messages.</summary>
    DateTimeOffset Now { get; }

    /// <summary>RFC822.SIZE in octets.</summary>
    uint Size { get; }

    /// <summary>Whether this session sees the message as \Recent.</summary>
    bool Recent { get; }

    /// <summary>What <c>*</c> means among message numbers.</summary>
    uint MaxSequenceNumber { get; }

    /// <summary>What <c>*</c> means among UIDs.</summary>
    uint MaxUid { get; }

    /// <summary>
    /// The message itself, asked for only when nothing else decides; null if it is gone, and then no key on content matches.
    /// </summary>
    ParsedMessage? Content { get; }
}
