using System.Collections.Immutable;

namespace Endurance.Mixed;

/// <summary>One message as a session knows it.</summary>
public sealed class Seen
{
    /// <summary>0 as long as only EXISTS told of it.</summary>
    public uint Uid { get; set; }

    /// <summary>Null as long as they were not told.</summary>
    public ImmutableSortedSet<string>? Flags { get; set; }

    /// <summary>0 as long as it was not told.</summary>
    public ulong ModSeq { get; set; }
}
