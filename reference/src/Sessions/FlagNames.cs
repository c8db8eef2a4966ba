using System.Collections.Immutable;
using Reference.Store;
using Reference.Wire;

namespace Reference.Sessions;

/// <summary>System flags and keywords as the wire spells them (RFC 3501 section 2.3.2).</summary>
public static class FlagNames
{
    /// <summary>In the order in which lists show them.</summary>
    public static ImmutableArray<(SystemFlags Flag, string Name)> System { get; } =
    [
        (SystemFlags.Answered, "\\Answered"), (SystemFlags.Flagged, "\\Flagged"), (SystemFlags.Deleted, "\\Deleted"),
        (SystemFlags.Seen, "\\Seen"), (SystemFlags.Draft, "\\Draft"),
    ];

    private static readonly byte[][] Known = [.. Enumerable.Range(0, 1 << 6).Select(Spelled)];

    /// <summary>The list of a message without keywords, written once for each of the 64 that there can be.</summary>
    private static ReadOnlySpan<byte> Plain(SystemFlags flags, bool recent)
    {
        var index = recent ? 1 << 5 : 0;
        if ((flags & SystemFlags.Answered) != 0) index |= 1;
        if ((flags & SystemFlags.Flagged) != 0) index |= 2;
        if ((flags & SystemFlags.Deleted) != 0) index |= 4;
        if ((flags & SystemFlags.Seen) != 0) index |= 8;
        if ((flags & SystemFlags.Draft) != 0) index |= 16;
        return Known[index];
    }

    /// <summary>The flag list of a message.</summary>
    public static void WriteOf(ResponseWriter output, Message message, bool recent)
    {
        if (message.Keywords.Count == 0) output.Raw(Plain(message.Flags, recent));
        else Write(output, message.Flags, message.Keywords.Names, recent);
    }

    private static byte[] Spelled(int index)
    {
        using var output = new ResponseWriter();
        var flags = System.Where((_, bit) => (index & (1 << bit)) != 0).Aggregate(SystemFlags.None, (all, one) => all | one.Flag);
        Write(output, flags, [], (index & (1 << 5)) != 0);
        return output.Written.ToArray();
    }

    /// <summary>Writes "(\Seen $Forwarded)".</summary>
    public static void Write(ResponseWriter output, SystemFlags flags, ImmutableArray<string> keywords, bool recent = false)
    {
        output.Raw("("u8);
        var first = true;
        foreach (var (flag, name) in System)
        {
            if ((flags & flag) != 0) Add(name);
        }
        if (recent) Add("\\Recent");
        foreach (var keyword in keywords) Add(keyword);
        output.Raw(")"u8);

        void Add(string name)
        {
            if (!first) output.Raw(" "u8);
            first = false;
            output.Text(name);
        }
    }
}
