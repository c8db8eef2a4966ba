using System.Buffers.Text;

namespace Bench.Imap;

/// <summary>An untagged FETCH (RFC 3501 section 7.4.2, RFC 7162 section 3.1.4.2), read as far as the bench needs it.</summary>
public readonly ref struct FetchResponse
{
    private readonly ReadOnlySpan<byte> _items;

    private FetchResponse(uint sequence, ReadOnlySpan<byte> items)
    {
        Sequence = sequence;
        _items = items;
    }

    public uint Sequence { get; }

    /// <summary>0 when the response has no UID.</summary>
    public uint Uid => (uint)(Value("UID "u8) ?? 0);

    /// <summary>Null when the response has no MODSEQ.</summary>
    public ulong? ModSeq => Value("MODSEQ ("u8);

    public bool IsFlagged => _items.IndexOf("\\Flagged"u8) >= 0;

    public bool HasFlags => At("FLAGS ("u8) >= 0;

    public static bool TryParse(ReadOnlySpan<byte> response, out FetchResponse fetch)
    {
        fetch = default;
        if (!response.StartsWith("* "u8) || !Utf8Parser.TryParse(response[2..], out uint sequence, out var digits)) return false;
        var rest = response[(2 + digits)..];
        if (!rest.StartsWith(" FETCH ("u8)) return false;
        // From the parenthesis on, so that every item has "(" or " " before it.
        fetch = new FetchResponse(sequence, rest[7..]);
        return true;
    }

    private ulong? Value(ReadOnlySpan<byte> item)
    {
        var at = At(item);
        return at >= 0 && Utf8Parser.TryParse(_items[(at + item.Length)..], out ulong value, out _) ? value : null;
    }

    private int At(ReadOnlySpan<byte> item)
    {
        for (var from = 0; ;)
        {
            var at = _items[from..].IndexOf(item);
            if (at < 0) return -1;
            at += from;
            if (at > 0 && _items[at - 1] is (byte)'(' or (byte)' ') return at;
            from = at + 1;
        }
    }
}
