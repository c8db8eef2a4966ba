using Reference.Mime;
using Reference.Store;

namespace Reference.Searching;

/// <summary>
/// A <c>search-key</c> of RFC 3501, 6.4.4 or RFC 7162, 3.1.5. Strings match as substrings without case (RFC 5051 as .NET's
/// ordinal comparison without case comes near it), on decoded text.
/// </summary>
public abstract record SearchKey
{
    public static SearchKey All { get; } = new AllKey();

    public static SearchKey Answered { get; } = new FlagKey(SystemFlags.Answered, true);

    public static SearchKey Deleted { get; } = new FlagKey(SystemFlags.Deleted, true);

    public static SearchKey Draft { get; } = new FlagKey(SystemFlags.Draft, true);

    public static SearchKey Flagged { get; } = new FlagKey(SystemFlags.Flagged, true);

    public static SearchKey Seen { get; } = new FlagKey(SystemFlags.Seen, true);

    public static SearchKey Unanswered { get; } = new FlagKey(SystemFlags.Answered, false);

    public static SearchKey Undeleted { get; } = new FlagKey(SystemFlags.Deleted, false);

    public static SearchKey Undraft { get; } = new FlagKey(SystemFlags.Draft, false);

    public static SearchKey Unflagged { get; } = new FlagKey(SystemFlags.Flagged, false);

    public static SearchKey Unseen { get; } = new FlagKey(SystemFlags.Seen, false);

    public static SearchKey Recent { get; } = new RecentKey(true);

    public static SearchKey Old { get; } = new RecentKey(false);

    /// <summary>\Recent and not \Seen.</summary>
    public static SearchKey New { get; } = new AndKey([Recent, Unseen]);

    /// <summary>Whether the key or one inside it is MODSEQ: then the result ends with the highest mod-sequence (RFC 7162, 3.1.5).</summary>
    public virtual bool UsesModSeq => false;

    /// <summary>
    /// Whether message numbers are asked for: then no VANISHED may be sent meanwhile, not even for UID SEARCH (RFC 7162, 3.2.10.2).
    /// </summary>
    public virtual bool UsesSequenceNumbers => false;

    /// <summary>Whether a message may begin or cease to match although nothing about it changed: the time goes on, or "*" became another
    /// message.</summary>
    public virtual bool MovesWithTime => false;

    /// <summary>The same question with other keys in place of some: what <paramref name="replace"/> gives back, or the key as it is where
    /// that is null.</summary>
    public SearchKey Replaced(Func<SearchKey, SearchKey?> replace) => replace(this) ?? WithInner(key => key.Replaced(replace));

    /// <summary>Whether the message itself may have to be read.</summary>
    public virtual bool NeedsContent => false;

    /// <summary>Whether the message matches; reads its content only if nothing else decides.</summary>
    public bool Matches(ISearchContext context) => MatchesWithoutContent(context) ?? Evaluate(context, context.Content) ?? false;

    /// <summary>
    /// Whether the message matches, without touching its content: null if that depends on it. With this, a caller that reads
    /// content asynchronously knows whether to.
    /// </summary>
    public bool? MatchesWithoutContent(ISearchContext context) => Evaluate(context, null);

    /// <summary>The key with the keys inside it exchanged.</summary>
    internal virtual SearchKey WithInner(Func<SearchKey, SearchKey> exchange) => this;

    /// <summary>Three-valued: null stands for "not to be told without the content".</summary>
    internal abstract bool? Evaluate(ISearchContext context, ParsedMessage? content);
}
