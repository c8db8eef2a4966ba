using System.Text.RegularExpressions;
using Conformance.Checking;
using Conformance.Scenarios;

namespace Conformance.Running;

/// <summary>
/// A session that knows nothing of mod-sequences and has the scenario's mailbox open while it is changed. The invariants hold its transcript to what such a client may be
/// sent: no MODSEQ, no VANISHED, numbers that fit. At the end it has to see the messages that are there, and no others. It examines, so that it takes nobody's \Recent.
/// </summary>
/// <remarks>It is the connection that made the mailbox, which has enabled nothing either, and a new login would show no more.</remarks>
internal sealed partial class UnawareWatcher(CaseState state, Fixture fixture, string mailbox)
{
    /// <summary>Its lane.</summary>
    public const string Lane = "W";

    private const string Told = "3501-5.2-a";

    private bool isWatching;

    /// <summary>
    /// Whether a scenario changes a mailbox and does not mind a spectator: hooks, deleted and renamed mailboxes and races are left alone, and what is said about a mailbox
    /// that nobody else has open.
    /// </summary>
    public static bool Suits(Scenario scenario)
    {
        var texts = ScenarioRunner.Flatten(scenario.Steps).SelectMany(IEnumerable<Step> (s) => s is TogetherStep together ? together.Steps : [s]).OfType<SessionStep>().Select(s => s.Text.Source).ToList();
        return scenario.Cut is null
            && scenario.Mailboxes.Any(m => m is { Name: "mailbox", Absent: false })
            && scenario.Needs.Hooks.Count == 0
            && !ScenarioRunner.Flatten(scenario.Steps).Any(s => s is HookStep or ContestStep)
            && !texts.Exists(t => Removing().IsMatch(t))
            && texts.Exists(t => Changing().IsMatch(t));
    }

    /// <summary>Opens the mailbox. Where it cannot, there is no watcher: that is no fault of the server's.</summary>
    public async Task BeginAsync(CancellationToken cancel) => isWatching = await fixture.WatchAsync(mailbox, Lane, cancel);

    /// <summary>Compares what it sees with the mailbox, and asks again until the scenario's deadline where that differs.</summary>
    public async Task EndAsync(CancellationToken cancel)
    {
        if (!isWatching || state.IsOver || await fixture.LookAsync(mailbox, Lane, cancel) is not { } there)
            return;
        using var deadline = state.Settings.Pace.Deadline(cancel);
        IReadOnlyList<uint> seen;
        do
        {
            if (await fixture.SeeAsync(cancel) is not { } list)
                return;
            seen = list;
        }
        while (!seen.SequenceEqual(there) && !deadline.Token.IsCancellationRequested);
        var finding = seen.SequenceEqual(there)
            ? new Finding(Told, Outcome.Pass, "a session that knows nothing of mod-sequences sees the messages that are there", Lane)
            : new Finding(
                Told, Outcome.Fail, "a session that knows nothing of mod-sequences was not told what was added or removed, by any NOOP until the deadline", Lane,
                Expected: $"UIDs {string.Join(',', there)}", Actual: $"UIDs {string.Join(',', seen)}");
        state.Findings.Add(finding);
    }

    [GeneratedRegex(@"^\s*(DELETE|RENAME|CREATE|SETMETADATA|NOTIFY|LOGOUT|UNAUTHENTICATE)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Removing();

    [GeneratedRegex(@"\b(STORE|EXPUNGE|APPEND|COPY|MOVE|REPLACE|CLOSE)\b|BODY\[", RegexOptions.IgnoreCase)]
    private static partial Regex Changing();
}
