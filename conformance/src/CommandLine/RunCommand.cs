using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Conformance.Checking;
using Conformance.Grammar;
using Conformance.Reporting;
using Conformance.Reporting.Baselines;
using Conformance.Running;
using Conformance.Scenarios;
using Conformance.Walking;
using Conformance.Wire;

namespace Conformance.CommandLine;

/// <summary><c>run</c>: the scenarios against a server, and the verdict.</summary>
public static class RunCommand
{
    public static Command Create(RunArguments options)
    {
        var command = new Command("run", "Run the scenarios against a server (the default command)");
        foreach (var option in options.All)
            command.Options.Add(option);
        command.SetAction((parsed, cancel) =>
            RunAsync(SettingsReader.Read(parsed, options, Console.In), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancel));
        return command;
    }

    /// <summary>Runs and reports; the exit code is the verdict's.</summary>
    public static async Task<int> RunAsync(RunSettings settings, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        var set = ScenarioSet.Load(Home.Scenarios);
        if (settings.Scenarios.Count > 0)
            set = set.Only(settings.Scenarios);
        var baseline = settings.Baseline is { } file ? Baseline.Load(file, set) : null;
        var cases = settings.Selection.From(set);
        if (settings.LastFailed)
            (settings, cases) = LastFailed(settings, cases);
        if (settings.DryRun)
        {
            var walks = WalkSelection.Seeds(settings.Selection, settings.Walks);
            foreach (var id in cases.Select(c => c.Id).Concat(walks.Select(WalkSettings.IdOf)))
                output.WriteLine(id);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases.Count + walks.Count} cases would run"));
            return (int)(cases.Count + walks.Count > 0 ? ExitCode.Passed : ExitCode.NothingVerified);
        }

        Prepare(settings);
        using var interruption = new Interruption(cancel);
        return await interruption.GuardAsync(() => RunAsync(settings, set, baseline, cases, output, error, interruption), error);
    }

    private static async Task<int> RunAsync(
        RunSettings settings, ScenarioSet set, Baseline? baseline, IReadOnlyList<ScenarioCase> cases, TextWriter output, TextWriter error, Interruption interruption)
    {
        // Read while the server starts or is asked what it offers.
        var syntax = Task.Run(() => SyntaxJudge.Load(Home.Grammar));
        await using var opened = await OpenAsync(settings, set, cases, error, interruption.Token);
        var walks = WalkSelection.Of(settings.Selection, settings.Walks, opened.Target.Hooks.Keys);
        if (settings.Loudness != Loudness.Quiet)
            output.WriteLine($"{opened.Description}: {cases.Count} cases{(walks.Seeds.Count == 0 ? "" : walks.Time is { } time ? $", random walks for {time.TotalSeconds:0} s" : $", {walks.Seeds.Count} random walks")}\n");

        var color = settings.Color ?? (!Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null);
        var started = DateTimeOffset.UtcNow;
        var environment = new RunEnvironment(
            opened.Target,
            opened.Offer,
            set.Catalogue,
            await syntax,
            settings.Run,
            TimeProvider.System,
            new MailboxNames(settings.Run.Prefix, started.ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture), opened.Offer));
        SuiteResult outcome;
        await using (var progress = RunProgress.Start((cases.Count * settings.Run.Repeat) + (walks.Time is null ? walks.Seeds.Count : 0), settings.Loudness, error))
        {
            outcome = await new SuiteRunner(environment, opened.Another).RunAsync(cases, progress, interruption.Token);
            if (outcome.Ended == EarlyEnd.None)
                outcome = await WalkAsync(outcome, walks, settings, baseline, environment, opened, progress, error, interruption.Token);
        }

        var run = new RunResult(
            opened.Description,
            settings.Server is null,
            opened.Identity,
            opened.Offer.Capabilities,
            settings.Run.Seed,
            settings.Required,
            CommandText(settings),
            settings.HookCommands.ToDictionary(h => h.Key, h => $"--hook {h.Key}={Shell(h.Value)}", StringComparer.Ordinal),
            started,
            outcome.Duration,
            outcome.Results,
            set.Catalogue,
            Early(outcome, interruption.Reason))
        {
            NotRun = [.. outcome.NotRun.Select(c => c.Id)],
        };
        return Finish(settings, baseline?.Apply(run) ?? run, outcome, color, output, error, interruption);
    }

    /// <summary>The random walks, in the time that is left, after everything else.</summary>
    private static async Task<SuiteResult> WalkAsync(
        SuiteResult outcome, WalkSettings walks, RunSettings settings, Baseline? baseline, RunEnvironment environment, Opening opened, RunProgress progress, TextWriter error, CancellationToken cancel)
    {
        if (walks.Seeds.Count == 0)
            return outcome;
        var start = environment.Clock.GetTimestamp();
        using var time = new CancellationTokenSource(
            environment.Options.RunTimeout is { } limit ? (limit > outcome.Duration ? limit - outcome.Duration : TimeSpan.Zero) : Timeout.InfiniteTimeSpan, environment.Clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancel);
        var runner = new WalkRunner(
            environment, walks, Path.Combine(settings.Out, "walks"), (id, requirement) => baseline?.Find(id, requirement, Outcome.Fail) is not null, opened.Another);
        using var telling = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var memory = walks.Time is { } length ? WalkMemory.TellAsync(runner, length, opened, error, telling.Token) : Task.CompletedTask;
        var results = await runner.RunAsync(
            r =>
            {
                if (walks.Time is null || settings.Loudness == Loudness.Verbose)
                    progress.Report(new CaseFinished(r.Case, r, 0, 0));
                else if (r.Outcome == Outcome.Fail)
                    error.WriteLine($"failed: {r.Case.Id}, {string.Join(" ", r.Checks.Where(c => c.Outcome == Outcome.Fail).Select(c => c.RequirementId))}; more at the end");
            },
            stop.Token);
        await telling.CancelAsync();
        await memory;
        var ids = results.Select(r => r.Case.Id).ToHashSet(StringComparer.Ordinal);
        var missing = walks.Time is null ? walks.Seeds.Select(WalkSettings.IdOf).Where(i => !ids.Contains(i)).Select(runner.CaseOf).ToList() : [];
        return outcome with
        {
            Results = [.. outcome.Results, .. results],
            NotRun = missing,
            LeftMailboxes = [.. environment.LeftMailboxes],
            Ended = missing.Count == 0 && !stop.IsCancellationRequested ? EarlyEnd.None : cancel.IsCancellationRequested ? EarlyEnd.Interrupted : EarlyEnd.OutOfTime,
            Duration = outcome.Duration + environment.Clock.GetElapsedTime(start),
        };
    }

    /// <summary>A server that cannot be used gets its reports too: those of an earlier run would speak of another day.</summary>
    private static async Task<Opening> OpenAsync(
        RunSettings settings, ScenarioSet set, IReadOnlyList<ScenarioCase> cases, TextWriter error, CancellationToken cancel)
    {
        var started = DateTimeOffset.UtcNow;
        try
        {
            return await Opening.OpenAsync(settings, error, cancel);
        }
        catch (TargetException e)
        {
            var run = new RunResult(
                settings.Server?.ToString() ?? "the built-in reference server", settings.Server is null, null, [], settings.Run.Seed, [], CommandText(settings),
                new Dictionary<string, string>(), started, DateTimeOffset.UtcNow - started, [], set.Catalogue, TranscriptText.Escape(e.Message))
            {
                NotRun = [.. cases.Select(c => c.Id)],
            };
            var verdict = new Verdict($"TARGET UNUSABLE ({run.Interruption})", ExitCode.TargetUnusable);
            WriteReports(settings, run, verdict);
            throw;
        }
    }

    private static void WriteReports(RunSettings settings, RunResult run, Verdict verdict)
    {
        ReportFolder.Write(settings.Out, run, verdict);
        foreach (var (kind, path) in settings.Reports)
            ReportFolder.WriteOne(kind, path, run, verdict);
    }

    private static int Finish(RunSettings settings, RunResult run, SuiteResult outcome, bool color, TextWriter output, TextWriter error, Interruption interruption)
    {
        var verdict = Verdict.Of(run, settings.FailOnShould);
        if (interruption.Exit is { } signal)
            verdict = verdict with { Exit = signal };
        WriteReports(settings, run, verdict);
        if (settings.Trace)
        {
            foreach (var result in run.Cases)
                output.WriteLine(TranscriptFile.Write(result));
        }

        new ConsoleReport(output, color).Write(run, verdict, Path.GetFullPath(settings.Out), settings.Loudness == Loudness.Quiet, settings.Loudness == Loudness.Verbose);
        foreach (var (name, why) in settings.Run.KeepMailboxes ? [] : outcome.LeftMailboxes)
            error.WriteLine($"the test mailbox {name} could not be removed: {TranscriptText.Escape(why)}");
        return (int)verdict.Exit;
    }

    /// <summary>A long run must not end with reports that have no place.</summary>
    private static void Prepare(RunSettings settings)
    {
        try
        {
            ReportFolder.Prepare(settings.Out, [.. settings.Reports.Select(r => r.Path)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the reports cannot be written: {e.Message}; name a folder with --out");
        }
    }

    private static string? Early(SuiteResult outcome, string? signal) => outcome.Ended switch
    {
        EarlyEnd.None => null,
        EarlyEnd.OutOfTime => string.Create(CultureInfo.InvariantCulture, $"out of time, {outcome.NotRun.Count} cases not run"),
        EarlyEnd.FirstFailure => string.Create(CultureInfo.InvariantCulture, $"stopped at the first failure, {outcome.NotRun.Count} cases not run"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{signal ?? "interrupted"}, {outcome.NotRun.Count} cases not run"),
    };

    private static (RunSettings Settings, IReadOnlyList<ScenarioCase> Cases) LastFailed(RunSettings settings, IReadOnlyList<ScenarioCase> cases)
    {
        var file = Path.Combine(settings.Out, "results.json");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            var failed = json.RootElement.GetProperty("results").EnumerateArray()
                .Where(r => r.GetProperty("outcome").GetString() is "fail" or "blocked" or "error")
                .Select(r => r.GetProperty("id").GetString())
                .ToHashSet(StringComparer.Ordinal);
            var again = cases.Where(c => failed.Contains(c.Id)).ToList();
            var walks = failed.OfType<string>().Where(WalkSelection.Names).ToList();
            if (again.Count + walks.Count == 0)
                throw new UsageException($"--last-failed: nothing failed in {file}");
            // Only the walks that failed; none at all where none did.
            return (settings with { Selection = settings.Selection with { Patterns = walks.Count > 0 ? walks : ["walks/none"] } }, again);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException)
        {
            throw new UsageException($"--last-failed: {file} cannot be read ({e.Message}); run once without it");
        }
    }

    /// <summary>The command that repeats the run: no credentials, only what differs from the defaults.</summary>
    private static string CommandText(RunSettings settings)
    {
        var text = "./run-conformance.sh";
        if (settings.Server is { } server)
            text += $" --server {server} --user {Shell(settings.Account?.User ?? "")}";
        if (settings.Tls.Mode != TlsMode.Auto)
            text += $" --tls {settings.Tls.Mode.ToString().ToLowerInvariant()}";
        if (settings.Tls.Insecure)
            text += " --tls-insecure";
        if (settings.Selection.IsThorough)
            text += " --thorough";
        return text + string.Create(CultureInfo.InvariantCulture, $" --seed {settings.Run.Seed}");
    }

    private static string Shell(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || "._-/@:".Contains(c, StringComparison.Ordinal)) ? text : "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
