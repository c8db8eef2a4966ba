using System.Text;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>entry and value of RFC 5464 section 5.</summary>
internal static class MetadataEntry
{
    /// <summary>Tied to the special uses of the mailbox (RFC 6154 section 4).</summary>
    public const string SpecialUse = "/private/specialuse";

    /// <summary>entry = astring, a path as section 3.2 has it.</summary>
    /// <param name="scanner">Before the entry.</param>
    /// <param name="forWriting">A whole name: two components, below "vendor" four.</param>
    /// <exception cref="SyntaxException">The name is none, as section 3.2 wants such a command answered with BAD.</exception>
    public static string Parse(CommandScanner scanner, bool forWriting)
    {
        var start = scanner.Offset;
        var octets = scanner.AString("entry").Span;
        if (octets.Length > scanner.Limits.MetadataNameOctets) throw new SyntaxException($"entry of at most {scanner.Limits.MetadataNameOctets} octets", start);
        if (octets.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E) || octets.ContainsAny((byte)'*', (byte)'%'))
            throw new SyntaxException("entry of printable ASCII without \"*\" and \"%\"", start);
        var entry = Encoding.ASCII.GetString(octets);
        var components = entry.Split('/');
        if (components[0].Length > 0 || components.Length < 2 || components.Skip(1).Contains(""))
            throw new SyntaxException("entry like \"/private/comment\", without \"//\" and without \"/\" at its end", start);
        var isVendor = components.Length > 2 && components[2].Equals("vendor", StringComparison.OrdinalIgnoreCase);
        if (forWriting && components.Length - 1 < (isVendor ? 4 : 2))
            throw new SyntaxException("entry of two components, or of four below \"vendor\"", start);
        return entry;
    }

    public static bool IsPrivate(string entry) => entry.StartsWith("/private/", StringComparison.OrdinalIgnoreCase);

    public static bool IsShared(string entry) => entry.StartsWith("/shared/", StringComparison.OrdinalIgnoreCase);

    /// <summary>entry-value = entry SP value; value = nstring / literal8.</summary>
    public static MetadataChange ParseWithValue(CommandScanner scanner)
    {
        var entry = Parse(scanner, forWriting: true);
        scanner.Sp();
        return new MetadataChange(entry, scanner.Next('~') ? scanner.Literal8().ToArray() : scanner.NString("value")?.ToArray());
    }

    /// <summary>Writes " entry value" without the first SP.</summary>
    public static void Write(ResponseWriter output, string entry, byte[]? value)
    {
        output.AString(entry).Raw(" "u8);
        if (value is null) output.Raw("NIL"u8);
        else if (value.AsSpan().Contains((byte)0)) output.Raw("~"u8).Literal(value);
        else output.String(value);
    }
}
