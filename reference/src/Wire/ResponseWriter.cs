using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Reference.Wire;

/// <summary>Formats responses into a pooled buffer that is given back after each flush.</summary>
public sealed class ResponseWriter : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 4096;
    private byte[] _buffer = [];
    private int _length;

    /// <summary>Octets not yet sent.</summary>
    public int Length => _length;

    /// <summary>The client takes UTF-8 in quoted strings and mailbox names (RFC 6855).</summary>
    public bool Utf8 { get; set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>Forgets what was written and gives the buffer back.</summary>
    public void Clear()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    /// <summary>Takes back everything after <paramref name="length"/>: a response that turned out to have nothing to say.</summary>
    public void TruncateTo(int length) => _length = length;

    public void Dispose() => Clear();

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_length);
    }

    public ResponseWriter Raw(ReadOnlySpan<byte> octets)
    {
        Reserve(octets.Length);
        octets.CopyTo(_buffer.AsSpan(_length));
        _length += octets.Length;
        return this;
    }

    /// <summary>ASCII that needs no quoting.</summary>
    public ResponseWriter Text(string ascii)
    {
        Reserve(ascii.Length);
        _length += Encoding.ASCII.GetBytes(ascii, _buffer.AsSpan(_length));
        return this;
    }

    public ResponseWriter Number(ulong number)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_length), out var written);
        _length += written;
        return this;
    }

    public ResponseWriter Number(int number) => Number((ulong)number);

    public ResponseWriter CrLf() => Raw("\r\n"u8);

    /// <summary>string: quoted when it can be, otherwise a literal. NUL cannot be sent at all and must not occur.</summary>
    public ResponseWriter String(ReadOnlySpan<byte> octets)
    {
        var plain = octets.Length <= 1024;
        foreach (var octet in octets)
        {
            if (octet is < 0x20 or > 0x7E) plain = false;
        }
        if (!plain) return Literal(octets);
        Raw("\""u8);
        foreach (var octet in octets)
        {
            if (octet is (byte)'"' or (byte)'\\') Raw("\\"u8);
            Raw([octet]);
        }
        return Raw("\""u8);
    }

    public ResponseWriter Literal(ReadOnlySpan<byte> octets) => Raw("{"u8).Number(octets.Length).Raw("}\r\n"u8).Raw(octets);

    /// <summary>mailbox as an astring: an atom when it is one, "INBOX" included.</summary>
    public ResponseWriter AString(string ascii)
    {
        var octets = Encoding.ASCII.GetBytes(ascii);
        var isAtom = octets.Length > 0 && octets.AsSpan().IndexOfAnyExcept(Octets.AtomChar) < 0
            && !ascii.Equals("NIL", StringComparison.OrdinalIgnoreCase);
        return isAtom ? Raw(octets) : String(octets);
    }

    /// <summary>An astring of any characters but controls, as UTF-8; only where <see cref="Utf8"/> holds.</summary>
    public ResponseWriter Utf8AString(string text)
    {
        if (Ascii.IsValid(text)) return AString(text);
        return Raw("\""u8).Raw(Encoding.UTF8.GetBytes(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal))).Raw("\""u8);
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length >= count) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(_buffer.Length * 2, FirstSize), _length + count));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
