using System.Text;
using Conformance.Checking;
using Conformance.CommandLine;
using Conformance.Reporting;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Tests.Reporting;

/// <summary>Runs made by hand, to report on.</summary>
internal static class SampleRun
{
    private static readonly Lazy<Catalogue> Requirements = new(() => Catalogue.Load(Path.Combine(Home.Scenarios, "requirements")));

    /// <summary>A case for each outcome, with one check of that outcome.</summary>
    public static RunResult Of(params Outcome[] outcomes) => Of([.. outcomes.Select((o, i) => Case($"sample/case-{i + 1}", o, "what was seen"))]);

    public static RunResult Of(IReadOnlyList<CaseResult> cases) => new(
        "localhost:143",
        false,
        null,
        ["IMAP4REV1", "CONDSTORE"],
        1,
        [],
        "./run-conformance.sh --server localhost:143",
        new Dictionary<string, string>(),
        DateTimeOffset.UnixEpoch,
        TimeSpan.FromSeconds(1),
        cases,
        Requirements.Value,
        null);

    /// <summary>A case that says the same everywhere where a server's bytes may come to stand.</summary>
    public static CaseResult Case(string id, Outcome outcome, string said)
    {
        var scenario = ScenarioParser.ParseCases(id, id + ".scenario", "A sample.\n\nneeds CONDSTORE QRESYNC\n\nA  NOOP\n")[0];
        var transcript = new Transcript(TimeProvider.System);
        transcript.Add("A", 1, EntryKind.Connected, text: said);
        transcript.Add("A", 1, EntryKind.Sent, "s1A1 NOOP\r\n"u8.ToArray(), tag: "s1A1");
        var raw = Encoding.Latin1.GetBytes($"* OK {said}\r\n");
        var received = transcript.Add("A", 1, EntryKind.Received, raw, ResponseParser.Parse(raw));
        transcript.Add("A", 1, EntryKind.Closed, text: said);
        IReadOnlyList<Check> checks = outcome is Outcome.Pass or Outcome.Info or Outcome.Warn or Outcome.Fail
            ? [new Check("7162-3.1.3-f", outcome, [new Finding("7162-3.1.3-f", outcome, said, "A", received.Number, Expected: said, Actual: said)])]
            : [];
        return new CaseResult(scenario, outcome, checks, checks.Count == 0 ? said : null, transcript, TimeSpan.FromSeconds(1), 1, outcome == Outcome.Fail ? 1 : 0);
    }
}
