using System.CommandLine;
using System.Globalization;
using Conformance.Fuzzing;
using Conformance.Grammar;
using Conformance.Reporting;

namespace Conformance.CommandLine;

/// <summary><c>fuzz</c>: commands from the grammar, well-formed and broken, for as long as wanted.</summary>
public static class FuzzCommandLine
{
    /// <summary>How the built-in server's BAD begins when it did not understand a command.</summary>
    private const string Misunderstood = "expected ";

    /// <summary>What the built-in server expects beyond the grammar, because the RFCs' prose demands it.</summary>
    private static readonly string[] Prose =
    [
        "once", "modified UTF-7", "mailbox in UTF-8", "without CHARSET", "date-time like", "date like", "flag (",
        "together with", "of the same size", "entry like", "entry of", "message-event", "not both",
    ];

    public static Command Create()
    {
        var options = new RunArguments();
        var commands = new Option<long>("--commands") { Description = "How many", DefaultValueFactory = _ => 20_000, HelpName = "N" };
        var connections = new Option<int>("--connections") { Description = "Side by side", DefaultValueFactory = _ => 2, HelpName = "N" };
        var mine = new Option<bool>("--throw-away-account") { Description = "With --server: nothing in the account is worth keeping; random commands create, rename and delete mailboxes" };
        var command = new Command("fuzz", "Send commands from the RFCs' grammar, well-formed and with one octet broken: none may confuse the server") { commands, connections, mine };
        foreach (var option in options.All)
        {
            option.Hidden = !options.Target.Contains(option) && option != options.Seed;
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancel) =>
        {
            var settings = SettingsReader.Read(parsed, options, Console.In);
            if (settings.Server is not null && !parsed.GetValue(mine))
                throw new UsageException("fuzz sends random commands, among them DELETE and RENAME of any name; give it an account that it may ruin, and say so with --throw-away-account");
            var count = parsed.GetValue(commands) is > 0 and var c ? c : throw new UsageException("--commands: expected a number above 0");
            var width = parsed.GetValue(connections) is > 0 and <= 64 and var w ? w : throw new UsageException("--connections: expected a number from 1 to 64");
            var fuzz = new FuzzSettings(count, width, settings.Run.Seed, text => settings.Server is null && text.StartsWith(Misunderstood, StringComparison.Ordinal) && !Prose.Any(text.Contains));
            using var interruption = new Interruption(cancel);
            return await interruption.GuardAsync(
                () => RunAsync(settings, fuzz, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, interruption), parsed.InvocationConfiguration.Error);
        });
        return command;
    }

    private static async Task<int> RunAsync(RunSettings settings, FuzzSettings fuzz, TextWriter output, TextWriter error, Interruption interruption)
    {
        await using var opened = await Opening.OpenAsync(settings, error, interruption.Token);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{opened.Description}: {fuzz.Commands} commands over {fuzz.Connections} connections, --seed {fuzz.Seed}"));
        var fuzzer = new Fuzzer(opened.Target, opened.Offer, opened.Pace, SyntaxJudge.Load(Home.Grammar), fuzz);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        var progress = ProgressAsync(fuzzer.Tally, fuzz.Commands, opened, error, stop.Token);
        var before = opened.ServerMemory;
        try
        {
            await fuzzer.RunAsync($"{opened.Offer.Prefix}{settings.Run.Prefix}-fuzz", interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Exit is not null)
        {
            error.WriteLine($"conformance: {interruption.Reason}; what was seen so far:");
        }
        finally
        {
            await stop.CancelAsync();
            await progress;
        }
        Write(fuzzer.Tally, before, opened.ServerMemory, output);
        return (int)(interruption.Exit ?? (fuzzer.Tally.Found > 0 ? ExitCode.NonConformant : fuzzer.Tally.Commands > 0 ? ExitCode.Passed : ExitCode.NothingVerified));
    }

    private static async Task ProgressAsync(FuzzTally tally, long total, Opening opened, TextWriter error, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5));
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tally.Commands} of {total} commands, {tally.Found} findings{Memory(opened.ServerMemory)}"));
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private static void Write(FuzzTally tally, long? before, long? after, TextWriter output)
    {
        foreach (var (what, count) in tally.Answers.OrderBy(a => a.Key, StringComparer.Ordinal))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,10}  {what}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tally.Reconnects,10}  connections"));
        if (tally.Refusals.Count > 0)
            output.WriteLine("\nWell-formed commands that were answered BAD (a wrong state, number or combination is a reason; a wrong grammar is not):");
        foreach (var (name, text, count, example) in tally.Refusals.Take(40))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,10}  {name}: {TranscriptText.Escape(text)}\n            {example.Shown}"));
        foreach (var finding in tally.Findings)
            output.WriteLine($"\nFINDING  {finding.What}\n  C: {finding.Command.Shown}\n  S: {finding.Answer}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{tally.Commands} commands, {tally.Found} findings{Memory(before)}{(after is null ? "" : " before," + Memory(after)[1..] + " after")}"));
    }

    private static string Memory(long? bytes) => bytes is { } b ? string.Create(CultureInfo.InvariantCulture, $", the server at {b >> 20} MiB") : "";
}
