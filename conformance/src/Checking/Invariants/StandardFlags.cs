using System.Text;
using System.Text.RegularExpressions;
using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>Flags with a backslash are those that a standard defines (RFC 7162 section 7, attr-flag-extension; RFC 3501 section 9, flag-extension).</summary>
public sealed partial class StandardFlags : Invariant
{
    private const string Extensions = "7162-7-g";

    private static readonly HashSet<string> Defined = new(StringComparer.OrdinalIgnoreCase) { "\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft", "\\Recent", "\\*" };

    public override string Name => "standard-flags";

    public override void Received(Observation seen)
    {
        var list = seen.Response switch
        {
            DataResponse { Name: "FLAGS" } => seen.Response.Raw,
            StatusResponse { Code.Name: "PERMANENTFLAGS" } => seen.Response.Raw,
            _ => default,
        };
        if (list.IsEmpty)
            return;
        var text = Encoding.Latin1.GetString(list.Span);
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = text.IndexOf(')', StringComparison.Ordinal);
        if (open < 0 || close < open)
            return;
        if (Backslash().Matches(text[open..close]).FirstOrDefault(m => !Defined.Contains(m.Value)) is { } own)
            Broken(Extensions, Outcome.Info, seen.Entry, $"the flag {own.Value} is none of a standard's");
        else
            Held(Extensions);
    }

    [GeneratedRegex(@"\\[^ ()]+")]
    private static partial Regex Backslash();
}
