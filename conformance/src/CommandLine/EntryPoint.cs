using System.CommandLine;
using Conformance.Reporting;
using Conformance.Running;
using Conformance.Scenarios;

namespace Conformance.CommandLine;

/// <summary>The program: commands, their help, and the exit code of whatever happens.</summary>
public static class EntryPoint
{
    private const string Examples = """
        Examples:
          ./run-conformance.sh
              the built-in reference server: a first look
          ./run-conformance.sh --server localhost:143 --user alice --password-file pw
              a CI gate: exit code 0 says that what was exercised held
          ./run-conformance.sh --server imaps://mail.example.org --user alice --case 'condstore/races/*'
              one family of scenarios (the password from CONFORMANCE_PASSWORD)
          ./run-conformance.sh show 7162-3.1.3-f
              what a requirement says, and which scenarios ask for it
          ./run-conformance.sh probe --server localhost:143 --user alice --password-file pw
              whether a server can be tested, and what would be skipped

        Exit codes: 0 held, 1 non-conformant, 2 inconclusive, 3 server unusable, 4 usage, 5 nothing verified,
                    70 the suite crashed or could not be built, 130 and 143 interrupted

        """;

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        try
        {
            // serve takes the reference server's options, its --help among them.
            if (arguments.Count > 0 && arguments[0] == "serve")
                return await ServeCommand.RunAsync([.. arguments.Skip(1)]);
            return await RunCommandAsync(arguments, output, error);
        }
        catch (UsageException e)
        {
            return Say(error, e.Message, ExitCode.Usage);
        }
        catch (ScenarioException e)
        {
            return Say(error, e.Message, ExitCode.Usage);
        }
        catch (TargetException e)
        {
            return Say(error, TranscriptText.Escape(e.Message), ExitCode.TargetUnusable);
        }
        catch (BuiltInServerException e)
        {
            return Say(error, e.Message, ExitCode.Crash);
        }
        catch (OperationCanceledException)
        {
            return Say(error, "interrupted before anything ran", ExitCode.Interrupted);
        }
        catch (IOException e)
        {
            return Say(error, $"{e.Message} (a report could not be written?)", ExitCode.Crash);
        }
        catch (Exception e)
        {
            // Whatever it is, it is a defect of the suite and must not look like a verdict on the server.
            error.WriteLine(e);
            return Say(error, "this is a defect of the suite; please report it with the lines above", ExitCode.Crash);
        }
    }

    private static async Task<int> RunCommandAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var options = new RunArguments();
        var root = new RootCommand("Tests an IMAP server's CONDSTORE and QRESYNC (RFC 7162) over TCP")
        {
            RunCommand.Create(options), ListCommand.Create(options), ShowCommand.Create(), ProbeCommand.Create(), FuzzCommandLine.Create(), RacesCommandLine.Create(), BaselineCommand.Create(), CoverageCommand.Create(), ServeCommand.Create(),
        };
        var names = root.Subcommands.Select(c => c.Name).ToList();
        var typed = arguments.ToList();
        if (typed.Count == 0 || (typed[0].StartsWith('-') && typed[0] is not ("-h" or "--help" or "-?" or "--version")))
            typed.Insert(0, "run");
        else if (!typed[0].StartsWith('-') && !names.Contains(typed[0]))
            throw new UsageException($"there is no command '{typed[0]}'{Suggestion.Hint(typed[0], names)} (the commands are {string.Join(", ", names)})");
        if (typed[0] is "-h" or "--help" or "-?" || (typed[0] == "run" && typed.Any(t => t is "-h" or "--help" or "-?")))
            output.WriteLine(Examples);
        var command = root.Subcommands.FirstOrDefault(c => c.Name == typed[0]);
        if (command is not null)
            typed = [.. Layers.Apply(typed, command.Options.ToDictionary(o => o.Name, o => o.ValueType != typeof(bool)), [.. options.All.Select(o => o.Name)], Variables())];

        // A value that begins with @, a password for instance, is no file of options.
        var parsed = root.Parse(typed, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
            throw new UsageException(Explain(parsed, command ?? root));
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    /// <summary>Says what does not fit, with the option that was probably meant.</summary>
    private static string Explain(ParseResult parsed, Command command)
    {
        var unknown = parsed.UnmatchedTokens.FirstOrDefault(t => t.StartsWith('-'))?.Split('=', 2)[0];
        if (unknown is not null)
            return $"{command.Name} has no option {unknown}{Suggestion.Hint(unknown, command.Options.Select(o => o.Name))} ({command.Name} --help lists them)";
        return string.Join("; ", parsed.Errors.Select(e => e.Message)) + $" ({command.Name} --help shows what is expected)";
    }

    private static Dictionary<string, string> Variables() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .Where(e => e.Key is string key && key.StartsWith("CONFORMANCE_", StringComparison.Ordinal))
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal);

    private static int Say(TextWriter error, string message, ExitCode exit)
    {
        error.WriteLine($"conformance: {message}");
        return (int)exit;
    }
}
