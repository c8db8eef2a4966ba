namespace Conformance.Grammar;

/// <summary>A set of octets: a character class, or the octets that a pattern can begin with or be followed by.</summary>
internal sealed class ByteSet
{
    private readonly ulong[] _bits = new ulong[4];

    public static ByteSet Range(int first, int last)
    {
        var set = new ByteSet();
        for (var value = first; value <= last; value++)
            set.Add((byte)value);
        return set;
    }

    public bool Contains(byte value) => (_bits[value >> 6] >> (value & 63) & 1) != 0;

    public void Add(byte value) => _bits[value >> 6] |= 1UL << (value & 63);

    /// <summary>Adds all of <paramref name="other"/>; true if that changed anything.</summary>
    public bool UnionWith(ByteSet other)
    {
        var changed = false;
        for (var i = 0; i < 4; i++)
        {
            var joined = _bits[i] | other._bits[i];
            changed |= joined != _bits[i];
            _bits[i] = joined;
        }
        return changed;
    }

    public byte[] ToArray() => [.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(Contains)];
}
