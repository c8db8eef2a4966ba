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
