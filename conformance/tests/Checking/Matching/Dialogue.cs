using System.Text;
using Conformance.Checking;
using Conformance.Checking.Matching;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Tests.Checking.Matching;

/// <summary>A window built from what a server wrote, and lines held against it. The command's tag is a1.</summary>
internal sealed class Dialogue
{
    private readonly Window window;

    private Dialogue(Window window) => this.window = window;

    public Bindings Bindings { get; } = new();

    /// <summary>A small catalogue: an id for each level.</summary>
    public static Catalogue Catalogue { get; } = new(
        [
            Requirement("0001-1-a", RequirementLevel.Must),
            Requirement("0001-1-b", RequirementLevel.Should),
            Requirement("0001-1-c", RequirementLevel.May),
            Requirement("0001-1-d", RequirementLevel.Declared),
            Requirement("0001-1-e", RequirementLevel.LowerMust),
            Requirement("0001-1-f", RequirementLevel.LowerShould),
            Requirement("0001-1-g", RequirementLevel.Syntax),
            Requirement("0001-1-h", RequirementLevel.MustNot),
            Requirement("0001-1-i", RequirementLevel.ShouldNot),
            Requirement("0001-1-j", RequirementLevel.Must, AlternativeLevel.Warn),
        ],
        []);

    /// <summary>What the server sent, one response a line; <c>---</c> ends the connection, <c>&gt; a2</c> is another command sent in between.</summary>
    public static Dialogue Of(params string[] lines)
    {
        var transcript = new Transcript(TimeProvider.System);
        StatusResponse? tagged = null;
        var closed = false;
        foreach (var line in lines)
        {
            if (line == "---")
            {
                closed = true;
                transcript.Add("A", 1, EntryKind.Closed, text: "by the server");
            }
            else if (line.StartsWith("> ", StringComparison.Ordinal))
            {
                transcript.Add("A", 1, EntryKind.Sent, tag: line[2..]);
            }
            else
            {
                var raw = Encoding.Latin1.GetBytes(line + "\r\n");
                var response = ResponseParser.Parse(raw);
                transcript.Add("A", 1, EntryKind.Received, raw, response);
                if (response is StatusResponse { IsTagged: true } status)
                    tagged = status;
            }
        }

        return new Dialogue(new Window("A", "a1", transcript.Entries, tagged, closed));
    }

    public Dialogue With(string name, string value)
    {
        Bindings.Bind(name, value);
        return this;
    }

    public MatchResult Match(params string[] lines) => Match(implicitOk: false, lines);

    public MatchResult Match(bool implicitOk, params string[] lines) => Matcher.Match(
        [.. lines.Select((line, i) => ExpectationParser.Parse(line, new SourceLine("test.scenario", i + 1)))], window, Bindings, Catalogue, implicitOk);

    /// <summary>The outcome of one line about a MUST.</summary>
    public Outcome Outcome(string line) => Match(line + "  0001-1-a").Findings.Single(f => f.RequirementId is not null).Outcome;

    private static Requirement Requirement(string id, RequirementLevel level, AlternativeLevel? atMost = null) =>
        new(id, "RFC 0001 section 1", level, "A statement.", "", "", "1c", new SourceLine("catalogue", 1), atMost);
}
