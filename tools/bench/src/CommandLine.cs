using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;
using Bench.Contestants;
using Bench.Costs;
using Bench.Opening;
using Bench.Running;
using Bench.Workloads;

namespace Bench;

/// <summary>The command line.</summary>
public static class CommandLine
{
    private const string Examples = """
        Examples:
          bench                                      the built-in reference server, and the disk's limit
          bench --server dovecot=imap://alice:pass@127.0.0.1:1143 --server reference=built-in --echo /var/tmp/echo
          bench --workload 'store-conditional*' --rounds 9 --seconds 3 --json store.json
          bench --max-messages 2000 --seconds 0.2 --rounds 1     a quick look whether everything works
          bench --list

        """;

    public static RootCommand Create(TextWriter output, TextWriter error)
    {
        var server = new Option<string[]>("--server") { Description = "A server: NAME=imap://user:password@host:port, or NAME=built-in; once for each. Without any: reference=built-in and the echo server", HelpName = "NAME=URL" };
        var echo = new Option<string?>("--echo") { Description = "Measure durable lines in a file in DIR, too: the limit of the disk", HelpName = "DIR" };
        var pid = new Option<string[]>("--pid") { Description = "The leading process of a server, for idle-memory; once for each", HelpName = "NAME=PID" };
        var workload = new Option<string[]>("--workload") { Description = "Only workloads that match; once for each", HelpName = "GLOB" };
        var baseline = new Option<string?>("--baseline") { Description = "The server to compare with (the first one)", HelpName = "NAME" };
        var rounds = new Option<int>("--rounds") { Description = "Rounds that count", DefaultValueFactory = _ => 5, HelpName = "N" };
        var seconds = new Option<double>("--seconds") { Description = "Length of a round", DefaultValueFactory = _ => 2, HelpName = "S" };
        var timeout = new Option<double>("--timeout") { Description = "Limit of each command, in seconds", DefaultValueFactory = _ => 60, HelpName = "S" };
        var messages = new Option<int>("--max-messages") { Description = "Make no mailbox larger", DefaultValueFactory = _ => 50_000, HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "Which messages are changed and expunged", DefaultValueFactory = _ => 1, HelpName = "N" };
        var json = new Option<string?>("--json") { Description = "Write all rounds to FILE", HelpName = "FILE" };
        var reference = new Option<string?>("--reference") { Description = "Another program as the built-in server", HelpName = "PROGRAM" };
        var list = new Option<bool>("--list") { Description = "List the workloads" };
        var root = new RootCommand("Compares IMAP servers in mod-sequence work (RFC 7162), interleaved. The mailboxes it makes are removed.")
        {
            server, echo, pid, workload, baseline, rounds, seconds, timeout, messages, seed, json, reference, list,
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExamplesFirst((HelpAction)help.Action!, output);

        root.SetAction(async (parsed, _) =>
        {
            try
            {
                var all = Catalogue.All(Within(messages, 20, 10_000_000), TimeSpan.FromSeconds(Within(timeout, 1, 3600)));
                var chosen = Catalogue.Choose(all, parsed.GetValue(workload) ?? []);
                if (parsed.GetValue(list))
                {
                    foreach (var each in chosen) await output.WriteLineAsync($"{each.Name,-24} {each.Description}");
                    return 0;
                }
                var servers = (parsed.GetValue(server) ?? []).Select(ServerAddress.Parse).ToList();
                var options = new BenchOptions(
                    servers, parsed.GetValue(echo), (parsed.GetValue(pid) ?? []).Select(Pid).ToDictionary(), parsed.GetValue(workload) ?? [], parsed.GetValue(baseline),
                    Within(rounds, 1, 1000), TimeSpan.FromSeconds(Within(seconds, 0.05, 600)), TimeSpan.FromSeconds(Within(timeout, 1, 3600)),
                    Within(messages, 20, 10_000_000), parsed.GetValue(seed), parsed.GetValue(json), parsed.GetValue(reference));
                CheckNames(options);
                return await Benchmark.RunAsync(options, chosen, output, error);
            }
            catch (FormatException e)
            {
                await error.WriteLineAsync($"bench: {e.Message}");
                return 2;
            }

            T Within<T>(Option<T> option, T least, T most) where T : IComparable<T>
            {
                var value = parsed.GetValue(option)!;
                return value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
                    ? value
                    : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} {value}: from {least} to {most}"));
            }
        });
        root.Add(Echo());
        root.Add(Open(output, error));
        root.Add(Cost(output, error));
        return root;
    }

    private static Command Open(TextWriter output, TextWriter error)
    {
        var sizes = new Option<int[]>("--messages") { Description = "Sizes of the mailboxes", DefaultValueFactory = _ => [1000, 10_000, 100_000], AllowMultipleArgumentsPerToken = true, HelpName = "N" };
        var command = new Command("opening", "How long the reference server takes to open mailboxes, also after a crash and without index files") { sizes };
        command.SetAction((parsed, stop) => WithDirectoryAsync(error, async directory =>
        {
            await using var report = new OpeningReport(Lineup.BuiltIn(), directory, output, stop);
            await report.RunAsync(parsed.GetRequiredValue(sizes));
        }));
        return command;
    }

    private static Command Cost(TextWriter output, TextWriter error)
    {
        var command = new Command("costs", "How many syncs and octets each command costs the reference server's disk; needs strace");
        command.SetAction((_, stop) => WithDirectoryAsync(error, async directory =>
        {
            await using var report = new CostsReport(Lineup.BuiltIn(), directory, output, stop);
            await report.RunAsync();
        }));
        return command;
    }

    private static async Task<int> WithDirectoryAsync(TextWriter error, Func<string, Task> work)
    {
        var directory = Directory.CreateTempSubdirectory("bench-");
        try
        {
            await work(directory.FullName);
            return 0;
        }
        catch (BenchException e)
        {
            await error.WriteLineAsync($"bench: {e.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    // The echo server is this program again, in a process of its own, as the servers it is compared with are.
    private static Command Echo()
    {
        var directory = new Argument<string>("directory");
        var command = new Command("echo-server") { directory };
        command.Hidden = true;
        command.SetAction((parsed, _) => EchoService.RunAsync(parsed.GetRequiredValue(directory)));
        return command;
    }

    private static KeyValuePair<string, int> Pid(string text)
    {
        var parts = text.Split('=');
        return parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0
            ? new(parts[0], pid)
            : throw new FormatException($"--pid {text}: write NAME=PID");
    }

    private static void CheckNames(BenchOptions options)
    {
        var names = options.Servers.Count > 0 ? options.Servers.Select(server => server.Name).ToList() : ["reference"];
        if (options.EchoDirectory is not null || options.Servers.Count == 0) names.Add("echo");
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new FormatException($"two servers are named {twice.Key}");
        foreach (var name in options.Pids.Keys.Append(options.Baseline ?? names[0]))
            if (!names.Contains(name)) throw new FormatException($"there is no server {name}; there are {string.Join(", ", names)}");
    }

    private sealed class ExamplesFirst(HelpAction standard, TextWriter output) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            output.WriteLine(Examples);
            return standard.Invoke(parseResult);
        }
    }
}
