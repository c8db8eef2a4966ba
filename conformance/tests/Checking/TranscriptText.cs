using System.Text;
using Conformance.Checking;
using Conformance.Checking.Invariants;
using Conformance.Grammar;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Tests.Checking;

/// <summary>
/// Transcripts as text, one entry to a line. <c>A&gt; x1 NOOP</c> was sent, its first word the tag; <c>A+ hello</c> was sent without one;
/// <c>A&lt; * 3 EXISTS</c> was received; <c>B2&gt;</c> is B's second connection; <c>hook restart</c> is a note. <c>A~ …</c> is sent or received
/// (as for A+) without a line end.
/// </summary>
internal static class TranscriptText
{
    private static readonly Lazy<SyntaxJudge> Grammar = new(() => SyntaxJudge.Load(Path.Combine(Scenarios, "grammar")));
    private static readonly Lazy<Catalogue> Requirements = new(() => Catalogue.Load(Path.Combine(Scenarios, "requirements")));

    public static SyntaxJudge Syntax => Grammar.Value;

    public static Catalogue Catalogue => Requirements.Value;

    private static string Scenarios
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (directory is not null && !Directory.Exists(Path.Combine(directory.FullName, "scenarios", "grammar")))
                directory = directory.Parent;
            return Path.Combine(directory!.FullName, "scenarios");
        }
    }

    public static IReadOnlyList<Entry> Read(string text)
    {
        var transcript = new Transcript(TimeProvider.System);
        var connected = new HashSet<(string, int)>();
        foreach (var line in text.Split('\n').Select(l => l.TrimEnd('\r').TrimStart()).Where(l => l.Length > 0))
        {
            if (line.StartsWith("hook ", StringComparison.Ordinal))
            {
                transcript.Add("0", 1, EntryKind.Note, text: line);
                continue;
            }

            var at = line.IndexOfAny(['>', '<', '+', '~'], 1);
            var lane = line[..at].TrimEnd("0123456789".ToCharArray()) is { Length: > 0 } name ? name : line[..1];
            var connection = line[lane.Length..at] is { Length: > 0 } number ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 1;
            if (connected.Add((lane, connection)))
                transcript.Add(lane, connection, EntryKind.Connected, text: "connected");
            var content = line[(at + 1)..].TrimStart();
            var bytes = Encoding.Latin1.GetBytes(line[at] == '~' ? content : content + "\r\n");
            if (line[at] == '<')
                transcript.Add(lane, connection, EntryKind.Received, bytes, ResponseParser.Parse(bytes));
            else
                transcript.Add(lane, connection, EntryKind.Sent, bytes, tag: line[at] == '>' ? content.Split(' ')[0] : null);
        }

        return transcript.Entries;
    }

    /// <summary>A server with QRESYNC, unless said otherwise; the grammar is judged too if asked for.</summary>
    public static IReadOnlyList<Finding> Examine(string text, string capabilities = "IMAP4rev1 ENABLE CONDSTORE QRESYNC", bool grammar = false) =>
        Conformance.Checking.Invariants.Invariants.Examine(
            Read(text), new InvariantContext(capabilities.Split(' '), grammar ? Syntax : null));

    /// <summary>What was broken: outcome and requirement, in order.</summary>
    public static string BrokenIn(IEnumerable<Finding> findings) =>
        string.Join(", ", findings.Where(f => f.Outcome > Outcome.Pass).Select(f => $"{f.Outcome} {f.RequirementId}"));

    public static bool Passed(IEnumerable<Finding> findings, string requirement) =>
        findings.Any(f => f.RequirementId == requirement && f.Outcome == Outcome.Pass);

    /// <summary>Nothing is broken, and this was exercised.</summary>
    public static void Conforms(string text, string requirement, string capabilities = "IMAP4rev1 ENABLE CONDSTORE QRESYNC")
    {
        var findings = Examine(text, capabilities);
        Assert.Equal("", BrokenIn(findings));
        Assert.True(Passed(findings, requirement), $"{requirement} was not exercised: {string.Join(' ', findings.Select(f => f.RequirementId))}");
    }

    /// <summary>This is broken and nothing else, once, in that lane's line.</summary>
    public static Finding Breaks(string text, string broken, string capabilities = "IMAP4rev1 ENABLE CONDSTORE QRESYNC")
    {
        var findings = Examine(text, capabilities);
        Assert.Equal(broken, BrokenIn(findings));
        return findings.Single(f => f.Outcome > Outcome.Pass);
    }

    /// <summary>Nothing is broken; nothing need be exercised.</summary>
    public static void Silent(string text, string capabilities = "IMAP4rev1 ENABLE CONDSTORE QRESYNC") =>
        Assert.Equal("", BrokenIn(Examine(text, capabilities)));
}
