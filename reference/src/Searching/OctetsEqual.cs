namespace Reference.Searching;

/// <summary>Octets as keys of a table.</summary>
internal sealed class OctetsEqual : IEqualityComparer<byte[]>
{
    public static OctetsEqual Instance { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj)
    {
        var hash = new HashCode();
        hash.AddBytes(obj);
        return hash.ToHashCode();
    }
}
