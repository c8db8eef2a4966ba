namespace Reference.Mime;

/// <summary>Words of an address as they are collected, before it is known whether they are a phrase, a local-part or a domain.</summary>
internal sealed class Words
{
    private readonly List<byte> spaced = [];
    private readonly List<byte> joined = [];
    private byte last;

    public bool IsEmpty { get; private set; } = true;

    public bool HasSpaces => spaced.Contains((byte)' ');

    public bool EndsWithDot => last == '.';

    public byte[]? Comment { get; set; }

    public void Add(ReadOnlySpan<byte> word, bool afterSpace)
    {
        if (!IsEmpty && afterSpace)
        {
            spaced.Add((byte)' ');
            if (!EndsWithDot && word is not [(byte)'.', ..]) joined.Add((byte)' ');
        }

        IsEmpty = false;
        spaced.AddRange(word);
        joined.AddRange(word);
        if (word.Length > 0) last = word[^1];
    }

    /// <summary>As a phrase: one space where the header had white space.</summary>
    public byte[] Spaced() => [.. spaced];

    /// <summary>As a local-part or domain: without the white space that the obsolete forms allow around dots.</summary>
    public byte[] Joined() => [.. joined];
}
