using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Checking.Matching;

/// <summary>Holds the expectations below a step against what the session received (scenarios/README.md, "Expectations" and "Patterns").</summary>
public static class Matcher
{
    // A server that is short of something says nothing about the standard (RFC 5530, RFC 9738).
    private static readonly string[] Inconclusive =
        ["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN", "OVERQUOTA", "NOPERM", "CORRUPTION", "MESSAGELIMIT"];

    /// <summary>Judges the lines in their order. Variables are bound as lines are met.</summary>
    /// <param name="implicitOk">The step is a command, or continues one: without a line about its tagged answer it must be answered OK, as a precondition.</param>
    /// <param name="step">The step's own line, for the finding about that answer.</param>
    public static MatchResult Match(
        IReadOnlyList<Expectation> expectations,
        Window window,
        Bindings bindings,
        Catalogue catalogue,
        bool implicitOk,
        SourceLine? step = null)
    {
        var findings = new List<Finding>();
        var needsOk = implicitOk && !expectations.Any(SpeaksOfTheAnswer);
        var unanswered = Unanswered(window, needsOk);
        var refused = unanswered ?? Refused(expectations, window);
        string? blockedBy = null;
        string? skip = null;
        var (all, eventually) = (true, true);
        var above = -1;
        foreach (var expectation in expectations)
        {
            var scope = new Scope(bindings);
            var slice = new Slice(window, expectation.Then ? above : -1);
            var result = Line.Examine(expectation, slice, scope);
            var isMet = result.IsMet && (expectation.Quantity != Quantity.Never || scope.Missing.Count == 0);
            if (!isMet && expectation.Quantity != Quantity.Never)
                all = false;
            if (!isMet && expectation.Eventually)
                eventually = false;
            if (blockedBy is not null || skip is not null)
            {
                findings.AddRange(NotExamined(expectation, window, skip is null ? Outcome.Blocked : Outcome.Skip, blockedBy ?? skip!));
                continue;
            }

            if (isMet)
            {
                result.Scope.Commit();
                above = result.Position >= 0 ? result.Position : above;
                findings.AddRange(Met(expectation, window, result, refused));
                continue;
            }

            above = expectation.Quantity == Quantity.Never ? above : -1;
            var expected = Wording.Expected(expectation, scope);
            var actual = Wording.Actual(expectation, slice, scope, result);
            if (expectation.IsNeed && window.Tagged is null && unanswered is not null)
            {
                // What did not come from a server that gave no answer says nothing of what it offers.
                blockedBy = $"{unanswered}; expected {expected}";
                findings.Add(new Finding(null, Outcome.Blocked, blockedBy, window.Lane, LastEntry(window), expectation.Line, Expected: expected, Actual: actual));
                continue;
            }

            if (expectation.IsNeed)
            {
                skip = $"the server does not do what the scenario is about: expected {expected}; {actual}";
                continue;
            }

            var reason = scope.Missing.Count > 0
                ? $"${scope.Missing.Order(StringComparer.Ordinal).First()} has no value: no response matched the line that binds it"
                : Transient(window);
            if (expectation.Quantity != Quantity.Never && !expectation.Alternatives.Any(a => a.Pattern is EofPattern))
                reason ??= unanswered;
            findings.AddRange(Unmet(expectation, window, catalogue, result, expected, actual, reason));
            if (expectation.Requirements.Count == 0 && expectation.Unmet is null)
                blockedBy = $"line {expectation.Line.Number} was not met: expected {expected}; {actual}";
        }

        if (needsOk && window.Tagged is not { Status: "OK" } && blockedBy is null && skip is null)
        {
            blockedBy = $"the command was not answered OK: {Answer(window)}";
            findings.Add(new Finding(null, Outcome.Blocked, blockedBy, window.Lane, LastEntry(window), step, Expected: "OK", Actual: Answer(window)));
        }

        return new MatchResult(findings, blockedBy is null, skip, all, eventually);
    }

    // A line that says how the command may be answered; '* OK …' beside 'OK …' leaves that open, and so does 'should OK [CODE]'.
    private static bool SpeaksOfTheAnswer(Expectation expectation) =>
        expectation.Quantity != Quantity.Never
        && expectation.Alternatives.All(a => a.Pattern is StatusPattern { Tag: null } or EofPattern)
        && (expectation.Unmet is null || expectation.Alternatives.Any(a => a.Pattern is not StatusPattern { Status: "OK" }));

    private static IEnumerable<Finding> Met(Expectation expectation, Window window, LineResult result, string? refused)
    {
        // Nothing came because the command was not carried out: that shows nothing.
        if (expectation.Quantity == Quantity.Never && refused is not null)
            return NotExamined(expectation, window, Outcome.Blocked, refused);
        var outcome = Levels.Of(result.Alternative?.Level ?? AlternativeLevel.Pass);
        var by = result.Entry is { } entry && window.Entries.FirstOrDefault(e => e.Number == entry)?.Response is { } response ? Shown.One(response) : null;
        var expected = Wording.Expected(expectation, result.Scope);
        return expectation.Requirements.Select(id => new Finding(
            id,
            outcome,
            outcome == Outcome.Pass ? $"held: {expected}" : $"of {expected} the server chose {result.Alternative!.Pattern.Source}{(by is null ? "" : $": {by}")}",
            window.Lane,
            result.Entry,
            expectation.Line,
            Expected: expected,
            Actual: by,
            Readings: expectation.Readings));
    }

    private static IEnumerable<Finding> Unmet(
        Expectation expectation,
        Window window,
        Catalogue catalogue,
        LineResult result,
        string expected,
        string actual,
        string? inconclusive)
    {
        var entry = result.Entry ?? LastEntry(window);
        if (expectation.Requirements.Count == 0)
        {
            var outcome = expectation.Unmet is { } level ? Levels.Of(level) : Outcome.Blocked;
            return [Of(null, inconclusive is null ? outcome : Outcome.Blocked)];
        }

        return expectation.Requirements.Select(id => Of(id, inconclusive is null ? Levels.OfBreaking(id, catalogue, expectation.Unmet) : Outcome.Blocked));

        Finding Of(string? id, Outcome outcome) => new(
            id,
            outcome,
            inconclusive is null ? $"expected {expected}; {actual}" : $"{inconclusive}; expected {expected}",
            window.Lane,
            entry,
            expectation.Line,
            Expected: expected,
            Actual: actual,
            Readings: expectation.Readings);
    }

    private static IEnumerable<Finding> NotExamined(Expectation expectation, Window window, Outcome outcome, string reason) =>
        expectation.Requirements.Select(id => new Finding(
            id, outcome, $"could not be examined: {reason}", window.Lane, null, expectation.Line, Expected: expectation.Source, Readings: expectation.Readings));

    // Why something that did not come shows nothing.
    private static string? Unanswered(Window window, bool needsOk) => window switch
    {
        { Tag: null, Closed: true } => "the connection was closed",
        { Tag: null } => null,
        { Tagged: null, Closed: true } => "the connection was closed before the command was answered",
        { Tagged: null } => "the command was not answered in time",
        { Tagged.Status: "NO" } when needsOk => $"the command was refused: {Answer(window)}",
        _ => null,
    };

    // An unexpected BAD is a server's refusal of what it offers: what should have come counts as missing, but a 'never' has shown nothing.
    private static string? Refused(IReadOnlyList<Expectation> expectations, Window window) =>
        window.Tagged is { Status: "BAD" } && !expectations.SelectMany(e => e.Alternatives).Any(a => a.Pattern is StatusPattern { Tag: null, Status: "BAD" })
            ? $"the command was refused: {Answer(window)}"
            : null;

    private static string? Transient(Window window) =>
        window.Tagged is { Code: { } code } tagged && (tagged.Status != "OK" || code.Name == "MESSAGELIMIT") && Inconclusive.Contains(code.Name)
            ? $"the server could not do it: {Answer(window)}"
            : null;

    private static string Answer(Window window) => window.Tagged is { } tagged ? Shown.One(tagged) : window.Closed ? "the connection was closed" : "no answer came in time";

    private static int? LastEntry(Window window) => window.Entries.LastOrDefault(e => e.Kind == EntryKind.Received)?.Number;
}
