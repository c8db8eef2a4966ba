using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>Flags of a command, sorted into system flags and keywords.</summary>
/// <param name="System">Those of RFC 3501 section 2.3.2 besides \Recent.</param>
/// <param name="Keywords">As the client spelled them.</param>
public sealed record FlagValue(SystemFlags System, KeywordSet Keywords)
{
    public static FlagValue None { get; } = new(SystemFlags.None, KeywordSet.Empty);
}

internal static class FlagArguments
{
    /// <summary>flag-list = "(" [flag *(SP flag)] ")".</summary>
    public static FlagValue FlagList(this CommandScanner scanner)
    {
        scanner.Take('(');
        var flags = new Builder();
        if (scanner.TryTake(')')) return FlagValue.None;
        do flags.Add(scanner);
        while (scanner.TryTake(' '));
        if (!scanner.TryTake(')')) throw scanner.Expected("SP or \")\" after a flag");
        return flags.Value;
    }

    /// <summary>The other form of store-att-flags: flag *(SP flag).</summary>
    public static FlagValue Flags(this CommandScanner scanner)
    {
        var flags = new Builder();
        do flags.Add(scanner);
        while (scanner.TryTake(' '));
        return flags.Value;
    }

    private sealed class Builder
    {
        private readonly List<string> _keywords = [];
        private SystemFlags _system;

        public FlagValue Value => new(_system, KeywordSet.Create(_keywords));

        public void Add(CommandScanner scanner)
        {
            var start = scanner.Offset;
            if (!scanner.TryTake('\\'))
            {
                _keywords.Add(scanner.Atom("flag"));
                return;
            }
            var name = "\\" + scanner.Atom("flag name after \"\\\"");
            foreach (var (flag, known) in FlagNames.System)
            {
                if (!name.Equals(known, StringComparison.OrdinalIgnoreCase)) continue;
                _system |= flag;
                return;
            }
            throw new SyntaxException(
                name.Equals("\\Recent", StringComparison.OrdinalIgnoreCase)
                    ? "flag that a client may set (\\Recent is the server's)"
                    : "flag (\\Answered, \\Flagged, \\Deleted, \\Seen, \\Draft or a keyword)",
                start);
        }
    }
}
