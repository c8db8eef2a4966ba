using System.Text;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>Special-use attributes (RFC 6154 section 2) as they are kept: in the RFC's spelling, sorted, a space between.</summary>
internal static class SpecialUse
{
    private static readonly string[] Known = ["\\All", "\\Archive", "\\Drafts", "\\Flagged", "\\Junk", "\\Sent", "\\Trash"];

    // These would be views of other mailboxes' messages, which this server does not have.
    private static readonly string[] Virtual = ["\\All", "\\Flagged"];

    /// <summary>"USE" SP "(" [use-attr *(SP use-attr)] ")", from the SP on; use-attr = "\" atom.</summary>
    public static IReadOnlyList<string> Parse(CommandScanner scanner)
    {
        scanner.Sp();
        scanner.Take('(');
        var uses = new List<string>();
        if (scanner.TryTake(')')) return uses;
        do
        {
            scanner.Take('\\');
            uses.Add("\\" + scanner.Atom("use-attr"));
        }
        while (scanner.TryTake(' '));
        scanner.Take(')');
        return uses;
    }

    /// <summary>The attributes in the form in which they are kept; null when one of them is none that a mailbox here can have.</summary>
    public static string? Normalize(IEnumerable<string> uses)
    {
        var known = uses.Select(use => Array.Find(Known, one => one.Equals(use, StringComparison.OrdinalIgnoreCase))).ToList();
        return known.Any(use => use is null || Virtual.Contains(use))
            ? null
            : string.Join(' ', known.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    /// <summary>The same for the value of the metadata entry /private/specialuse (section 4).</summary>
    public static string? Normalize(ReadOnlySpan<byte> value) =>
        Normalize(Encoding.Latin1.GetString(value).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public static string RefusalText { get; } =
        $"A mailbox can be {string.Join(' ', Known.Except(Virtual))}; {string.Join(' ', Virtual)} would be views of others, which are not here";
}
