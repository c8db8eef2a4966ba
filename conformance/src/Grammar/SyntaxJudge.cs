using System.Buffers;
using System.Collections.Concurrent;

namespace Conformance.Grammar;

/// <summary>
/// Holds complete responses and commands against the RFCs' own grammar (scenarios/grammar). A false alarm is worse than a
/// miss: what no loaded grammar knows is <see cref="SyntaxKind.UnknownExtension"/>, never a rejection. May be used by several threads.
/// </summary>
public sealed class SyntaxJudge
{
    /// <summary>Longer texts are seldom the same again.</summary>
    private const int LongestKnown = 512;

    private const int MostKnown = 20_000;

    private static readonly SearchValues<byte> TagOctets = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly RuleSet _grammar;
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private int _knownCount;

    private SyntaxJudge(RuleSet grammar) => _grammar = grammar;

    /// <summary>The number of rules loaded.</summary>
    public int RuleCount => _grammar.Count;

    internal RuleSet Rules => _grammar;

    /// <summary>Loads every .abnf file of the directory, in the order that its README tells.</summary>
    /// <exception cref="GrammarException">A file that cannot be used; the message begins with file:line.</exception>
    public static SyntaxJudge Load(string grammarDirectory)
    {
        var grammar = RuleSet.Build(GrammarFiles.Read(grammarDirectory));
        foreach (var root in (string[])["greeting", "continue-req", "response-data", "response-tagged", "command"])
        {
            if (grammar.Find(root) == null)
                throw new GrammarException($"{grammarDirectory}: no file defines {root}; rfc3501.abnf is needed");
        }
        return new SyntaxJudge(grammar);
    }

    /// <summary>Judges one response.</summary>
    /// <param name="response">From the first octet to the final CRLF, literals inside.</param>
    /// <param name="greeting">The connection's first response.</param>
    /// <param name="dialect">What the client had enabled when it came.</param>
    public SyntaxVerdict JudgeResponse(ReadOnlyMemory<byte> response, bool greeting = false, Dialect dialect = Dialect.Rev1)
    {
        var text = response.Span;
        var root = greeting ? "greeting"
            : text.StartsWith("+"u8) ? "continue-req"
            : text.StartsWith("*"u8) ? "response-data"
            : "response-tagged";
        var verdict = Judge(root, response, Leave.Answer | LeaveOf(dialect));
        return verdict.Kind == SyntaxKind.Accepted && UnknownCodeAt(text) is var at and > 0
            ? new SyntaxVerdict(SyntaxKind.UnknownExtension, "resp-text-code", at, "", "", "A response code that no loaded grammar knows.")
            : verdict;
    }

    /// <summary>Judges one command, or the line DONE that ends IDLE.</summary>
    /// <param name="command">From the tag to the final CRLF, literals inside.</param>
    /// <param name="dialect">What the client had enabled when it was sent.</param>
    public SyntaxVerdict JudgeCommand(ReadOnlyMemory<byte> command, Dialect dialect = Dialect.Rev1) =>
        System.Text.Ascii.EqualsIgnoreCase(command.Span, "DONE\r\n"u8)
            ? new SyntaxVerdict(SyntaxKind.Accepted, "idle", 0, "", "", "")
            : Judge("command", command, LeaveOf(dialect));

    /// <summary>True if the rule derives exactly this text; tolerances and unknown extensions do not count.</summary>
    /// <exception cref="ArgumentException">No such rule.</exception>
    public bool Derives(string ruleName, ReadOnlyMemory<byte> text, Dialect dialect = Dialect.Rev1) =>
        new Matcher(text, LeaveOf(dialect), null).Derives(_grammar[ruleName]);

    internal static Leave LeaveOf(Dialect dialect) => dialect switch
    {
        Dialect.Rev1 => Leave.None,
        Dialect.Utf8 => Leave.Utf8,
        _ => Leave.Utf8 | Leave.TextMissing,
    };

    private SyntaxVerdict Judge(string root, ReadOnlyMemory<byte> text, Leave side)
    {
        var rule = _grammar[root];
        if (Derives(rule, text, side))
            return new SyntaxVerdict(SyntaxKind.Accepted, root, 0, "", "", "");

        var failure = new Failure();
        var explaining = new Matcher(text, side, failure);
        explaining.Derives(rule);
        failure.StartNaming();
        new Matcher(text, side, failure).Derives(rule);
        SyntaxVerdict Say(SyntaxKind kind, string requirement, string explanation) =>
            new(kind, failure.Rule, failure.Offset, failure.Expected, requirement, explanation);

        if (explaining.TooDeep)
            return Say(SyntaxKind.UnknownExtension, "", "Nested deeper than the judge follows; not judged.");
        if (new Matcher(text, side | Leave.TextMissing, null).Derives(rule))
            return Say(SyntaxKind.MissingText, MissingTextRequirement(text.Span), "The human-readable text is missing behind the status response.");
        if (new Matcher(text, side | Leave.UnknownExtension, null).Derives(rule)
            || new Matcher(text, side | Leave.UnknownExtension | Leave.TextMissing, null).Derives(rule))
            return Say(SyntaxKind.UnknownExtension, "", $"Uses something that no loaded grammar knows, at octet {failure.Offset}.");
        return Say(SyntaxKind.Rejected, Blame.Of(text.Span, failure), Explain(text.Span, failure));
    }

    /// <summary>Servers say the same again and again, with another tag: whether a text is derived is kept.</summary>
    private bool Derives(Rule rule, ReadOnlyMemory<byte> text, Leave side)
    {
        // Any tag of letters and digits is as good as another; to have none is something else.
        var tag = rule.Name is "response-tagged" or "command" ? Math.Max(0, text.Span.IndexOfAnyExcept(TagOctets)) : 0;
        var rest = text[tag..];
        if (rest.Length > LongestKnown)
            return new Matcher(text, side, null).Derives(rule);
        // One character for each octet, and in front what else decides.
        var key = string.Create(rest.Length + 3, (rule.Number, side, HasTag: tag > 0, rest), static (characters, state) =>
        {
            characters[0] = (char)state.Number;
            characters[1] = (char)state.side;
            characters[2] = state.HasTag ? 'T' : ' ';
            System.Text.Encoding.Latin1.GetChars(state.rest.Span, characters[3..]);
        });
        if (_known.TryGetValue(key, out var derives))
            return derives;
        derives = new Matcher(text, side, null).Derives(rule);
        if (_known.TryAdd(key, derives) && Interlocked.Increment(ref _knownCount) >= MostKnown)
        {
            // Begun anew: what is said all the time is back at once.
            _known.Clear();
            Volatile.Write(ref _knownCount, 0);
        }

        return derives;
    }

    private static string MissingTextRequirement(ReadOnlySpan<byte> text) => text.Contains((byte)'[') ? Blame.MissingText : Blame.FormalSyntax;

    private static string Explain(ReadOnlySpan<byte> text, Failure failure)
    {
        var found = failure.Offset >= text.Length ? "the end"
            : text[failure.Offset] is > 0x20 and < 0x7f and var printable ? $"'{(char)printable}'"
            : $"octet 0x{text[failure.Offset]:X2}";
        return $"{failure.Rule} does not go on with {found} at octet {failure.Offset}; it could with {failure.Expected}.";
    }

    /// <summary>The offset of the bracket of an unknown response code, or 0.</summary>
    private int UnknownCodeAt(ReadOnlySpan<byte> response)
    {
        var word = response.IndexOf((byte)' ') + 1;
        var after = word == 0 ? -1 : response[word..].IndexOf((byte)' ');
        if (after < 0)
            return 0;
        var condition = response.Slice(word, after);
        var isStatus = System.Text.Ascii.EqualsIgnoreCase(condition, "OK"u8) || System.Text.Ascii.EqualsIgnoreCase(condition, "NO"u8)
            || System.Text.Ascii.EqualsIgnoreCase(condition, "BAD"u8) || System.Text.Ascii.EqualsIgnoreCase(condition, "BYE"u8)
            || System.Text.Ascii.EqualsIgnoreCase(condition, "PREAUTH"u8);
        return isStatus && _grammar.Reserved.BeginsWithUnknownCode(response[(word + after + 1)..]) ? word + after + 1 : 0;
    }
}
