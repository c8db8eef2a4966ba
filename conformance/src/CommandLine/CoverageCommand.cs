using System.CommandLine;
using Conformance.Reporting;
using Conformance.Scenarios;

namespace Conformance.CommandLine;

/// <summary><c>coverage</c>: the table of requirements, scenarios and servers (<c>COVERAGE.md</c>).</summary>
public static class CoverageCommand
{
    public static Command Create()
    {
        var results = new Option<string[]>("--results") { Description = "A column: the results of a complete run on a server; once for each", HelpName = "NAME=FILE", DefaultValueFactory = _ => [] };
        var write = new Option<string?>("--write") { Description = "Write it to FILE instead of printing it", HelpName = "FILE" };
        var check = new Option<string?>("--check") { Description = "Fail if FILE says anything else", HelpName = "FILE" };
        var command = new Command("coverage", "Which requirement is asked for by which scenario, and on which servers it was asked") { results, write, check };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var table = CoverageTable.Write(ScenarioSet.Load(Home.Scenarios), [.. parsed.GetRequiredValue(results).Select(Column)]);
            if (parsed.GetValue(check) is { } compared)
            {
                if (File.Exists(compared) && File.ReadAllText(compared).ReplaceLineEndings("\n") == table)
                    return (int)ExitCode.Passed;
                output.WriteLine($"{compared} is not what it should be; write it anew: coverage --write {compared}, with the same --results");
                return (int)ExitCode.NonConformant;
            }

            if (parsed.GetValue(write) is { } path)
                File.WriteAllText(path, table);
            else
                output.Write(table);
            return (int)ExitCode.Passed;
        });
        return command;
    }

    private static (string Name, StoredResults Results) Column(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || equals == text.Length - 1)
            throw new UsageException($"--results {text}: expected NAME=FILE, for example dovecot-2.3=conformance-out/results.json");
        try
        {
            return (text[..equals], ResultsReader.Read(text[(equals + 1)..]));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--results {text}: {e.Message}");
        }
    }
}
