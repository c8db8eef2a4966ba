using Conformance.Checking;

namespace Conformance.Reporting;

/// <summary>What the process says when it ends.</summary>
public enum ExitCode
{
    /// <summary>At least one check ran and nothing unexpected was seen.</summary>
    Passed = 0,

    /// <summary>A failure, or a required capability is missing.</summary>
    NonConformant = 1,

    /// <summary>Blocked, an error of ours, or out of time, and no failure.</summary>
    Inconclusive = 2,

    /// <summary>Connection, TLS, greeting, login or mailbox creation.</summary>
    TargetUnusable = 3,

    /// <summary>A flag, configuration, pattern or id.</summary>
    Usage = 4,

    /// <summary>Not one check was exercised.</summary>
    NothingVerified = 5,

    /// <summary>A crash of ours, or the build failed.</summary>
    Crash = 70,

    /// <summary>Ctrl-C.</summary>
    Interrupted = 130,

    /// <summary>SIGTERM.</summary>
    Terminated = 143,
}

/// <summary>The verdict in one line, and the exit code that goes with it.</summary>
public sealed record Verdict(string Text, ExitCode Exit)
{
    /// <summary>Folds a run. <paramref name="failOnShould"/>: warnings count as failures (<c>--fail-on should</c>).</summary>
    public static Verdict Of(RunResult run, bool failOnShould)
    {
        var failures = run.Count(Outcome.Fail) + (failOnShould ? run.Count(Outcome.Warn) : 0);
        if (failures > 0 || run.MissingRequired.Count > 0)
        {
            var missing = run.MissingRequired.Count == 0 ? "" : $" (required, not offered: {string.Join(", ", run.MissingRequired)})";
            var early = run.Interruption is { } reason ? $" ({reason})" : "";
            return new Verdict("NON-CONFORMANT" + missing + early, ExitCode.NonConformant);
        }

        // What the invariants saw on the way to a skip is no reason to call a server conformant.
        var exercised = run.Cases.Where(c => c.Outcome != Outcome.Skip).SelectMany(c => c.Checks).Count(k => k.Outcome is Outcome.Pass or Outcome.Warn or Outcome.Info or Outcome.Known);
        if (run.Interruption is not null || run.CountCases(Outcome.Blocked) + run.CountCases(Outcome.Error) > 0)
            return new Verdict("INCONCLUSIVE" + (run.Interruption is { } why ? $" ({why})" : ""), ExitCode.Inconclusive);

        if (exercised == 0)
            return new Verdict("NOTHING VERIFIED", ExitCode.NothingVerified);

        return new Verdict("CONFORMANT" + (run.Count(Outcome.Known) > 0 ? " (with known failures)" : "") + Partial(run), ExitCode.Passed);
    }

    /// <summary>Names what the server does not offer, where cases were skipped for it.</summary>
    private static string Partial(RunResult run)
    {
        var missing = run.Cases
            .Where(c => c.Outcome == Outcome.Skip)
            .SelectMany(c => c.Case.Scenario.Needs.Capabilities)
            .Where(n => !run.Capabilities.Contains(n, StringComparer.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal)
            .ToList();
        return missing.Count == 0 ? "" : $" (partial: {string.Join(", ", missing)} not offered)";
    }
}
