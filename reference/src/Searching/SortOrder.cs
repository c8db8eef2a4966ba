using Reference.Mime;

namespace Reference.Searching;

/// <summary>sort-key of RFC 5256 section 5 and RFC 5957 section 5.</summary>
public enum SortKey
{
    Arrival,
    Cc,
    Date,
    DisplayFrom,
    DisplayTo,
    From,
    Size,
    Subject,
    To,
}

/// <summary>sort-criterion: a key, and whether it runs backwards.</summary>
public readonly record struct SortCriterion(SortKey Key, bool Reverse);

/// <summary>What one message is sorted by: a value for each criterion, and its UID, which stands for the sequence number that breaks
/// ties. Nothing in it ever changes, for a message is what it is.</summary>
public sealed record SortValues(uint Uid, IReadOnlyList<SortValue> Values);

/// <summary>A number (dates as ticks of UTC, sizes as octets) or a text as <see cref="UnicodeCasemap"/> has it.</summary>
public readonly record struct SortValue(long Number, byte[]? Text);

/// <summary>The order that a list of criteria makes (RFC 5256 section 3).</summary>
public sealed class SortOrder(IReadOnlyList<SortCriterion> criteria) : IComparer<SortValues>
{
    private readonly bool _needsContent = criteria.Any(criterion => criterion.Key is not (SortKey.Arrival or SortKey.Size));

    /// <summary>Reads what the criteria look at; a message whose octets are gone has empty texts.</summary>
    public SortValues Of(ISearchContext message)
    {
        var content = _needsContent ? message.Content : null;
        var values = new SortValue[criteria.Count];
        for (var i = 0; i < values.Length; i++) values[i] = Value(criteria[i].Key, message, content);
        return new SortValues(message.Uid, values);
    }

    public int Compare(SortValues? x, SortValues? y)
    {
        for (var i = 0; i < criteria.Count; i++)
        {
            var (left, right) = (x!.Values[i], y!.Values[i]);
            var order = left.Text is null ? left.Number.CompareTo(right.Number) : left.Text.AsSpan().SequenceCompareTo(right.Text);
            if (order != 0) return criteria[i].Reverse ? -order : order;
        }
        return x!.Uid.CompareTo(y!.Uid);
    }

    /// <summary>The sent date as sorting has it: to the second, in UTC, with the internal date where there is none (section 2.2).</summary>
    public static DateTimeOffset SentDate(ISearchContext message, ParsedMessage? content) => content?.SortDate ?? message.InternalDate;

    private static SortValue Value(SortKey key, ISearchContext message, ParsedMessage? content) => key switch
    {
        SortKey.Arrival => new(message.InternalDate.UtcTicks, null),
        SortKey.Size => new(message.Size, null),
        SortKey.Date => new(SentDate(message, content).UtcTicks, null),
        SortKey.Subject => Text(content is null ? "" : BaseSubject.Of(content.Subject).Text),
        SortKey.DisplayFrom => Text(content?.FirstDisplay("From") ?? ""),
        SortKey.DisplayTo => Text(content?.FirstDisplay("To") ?? ""),
        _ => Text(content?.FirstMailbox(key.ToString()) ?? ""),
    };

    private static SortValue Text(string text) => new(0, UnicodeCasemap.Key(text));
}
