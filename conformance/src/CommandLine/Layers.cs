using System.Text.Json;
using Conformance.Scenarios;

namespace Conformance.CommandLine;

/// <summary>
/// Lays the sources of options over one another: command line, environment, configuration file, defaults. What the command line does not say is taken from
/// <c>CONFORMANCE_NAME</c>, then from the file's <c>name</c>, and put behind it as if it had been typed: one parser, one set of errors.
/// </summary>
public static class Layers
{
    /// <summary>Variables that are no options.</summary>
    private static readonly string[] Others = ["CONFORMANCE_HOME", "CONFORMANCE_REFERENCE", "CONFORMANCE_HOOK_", "CONFORMANCE_PEER_"];

    /// <summary>The arguments with those of the lower layers behind them.</summary>
    /// <param name="options">Names of the command's options, with <c>--</c>, and whether each takes a value.</param>
    /// <param name="known">Names of all options there are: one file or environment serves every command.</param>
    /// <exception cref="UsageException">
    /// The configuration file cannot be read or has an unknown key; a variable is misspelled, or names the server and is empty.
    /// </exception>
    public static IReadOnlyList<string> Apply(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, bool> options,
        IReadOnlyCollection<string> known,
        IReadOnlyDictionary<string, string> environment)
    {
        var result = new List<string>(arguments);
        var given = arguments.Where(a => a.StartsWith('-')).Select(a => a.Split('=', 2)[0]).ToHashSet(StringComparer.Ordinal);
        Spelling(known, environment.Keys);
        if (options.ContainsKey("--server") && !given.Contains("--server") && environment.TryGetValue("CONFORMANCE_SERVER", out var server) && server.Length == 0)
            throw new UsageException("CONFORMANCE_SERVER is empty. Let it name the server as HOST:PORT, or unset it to test the built-in reference server");
        foreach (var (option, takesValue) in options)
        {
            if (option == "--hook" || given.Contains(option) || Excluded(option, given))
                continue;
            if (environment.TryGetValue(Variable(option), out var value) && value.Length > 0)
            {
                result.AddRange(Spell(option, takesValue, value));
                given.Add(option);
            }
        }

        const string HookVariable = "CONFORMANCE_HOOK_";
        foreach (var (name, value) in environment.Where(e => e.Key.StartsWith(HookVariable, StringComparison.Ordinal) && e.Value.Length > 0))
        {
            var hook = name[HookVariable.Length..].ToLowerInvariant().Replace('_', '-');
            if (options.ContainsKey("--hook") && !GivesHook(arguments, hook))
                result.Add($"--hook={hook}={value}");
        }

        if (ConfigFile(result) is { } file)
            ReadFile(file, options, known, given, result);
        return result;
    }

    /// <summary>A variable that is nearly that of an option would leave the option at its default without a word.</summary>
    private static void Spelling(IReadOnlyCollection<string> known, IEnumerable<string> variables)
    {
        var names = known.Select(Variable).ToHashSet(StringComparer.Ordinal);
        foreach (var variable in variables.Where(v => !names.Contains(v) && !Others.Any(o => v.StartsWith(o, StringComparison.Ordinal))))
        {
            if (Suggestion.Hint(variable, names) is { Length: > 0 } hint)
                throw new UsageException($"there is no option for the variable {variable}{hint}");
        }
    }

    /// <summary>The environment variable of an option.</summary>
    public static string Variable(string option) => "CONFORMANCE_" + option.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>Three ways to give a password, two of loudness: one on a higher layer excludes the others below.</summary>
    private static bool Excluded(string option, HashSet<string> given) =>
        (option is "--quiet" or "--verbose" && given.Any(g => g is "--quiet" or "-q" or "--verbose" or "-v"))
        || option.StartsWith("--password", StringComparison.Ordinal) && !option.StartsWith("--password2", StringComparison.Ordinal)
        && given.Any(g => g is "--password" or "--password-file" or "--password-stdin");

    private static bool GivesHook(IReadOnlyList<string> arguments, string hook) =>
        arguments.Any(a => a.StartsWith($"--hook={hook}=", StringComparison.Ordinal) || a.StartsWith($"{hook}=", StringComparison.Ordinal));

    private static string? ConfigFile(List<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--config" && i + 1 < arguments.Count)
                return arguments[i + 1];
            if (arguments[i].StartsWith("--config=", StringComparison.Ordinal))
                return arguments[i]["--config=".Length..];
        }

        return null;
    }

    private static void ReadFile(
        string file, IReadOnlyDictionary<string, bool> options, IReadOnlyCollection<string> known, HashSet<string> given, List<string> result)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(File.ReadAllText(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--config {file}: {e.Message}");
        }
        catch (JsonException e)
        {
            throw new UsageException($"{file}:{e.LineNumber + 1}: not JSON (comments are allowed): {e.Message}");
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new UsageException($"{file}: expected an object with the options' names, for example {{ \"server\": \"localhost:143\" }}");
            foreach (var property in document.RootElement.EnumerateObject())
            {
                var option = "--" + property.Name;
                if (!known.Contains(option) || option == "--config")
                    throw new UsageException($"{file}: unknown key '{property.Name}'{Suggestion.Hint(property.Name, known.Select(o => o.TrimStart('-')))}");
                if (!options.TryGetValue(option, out var takesValue) || (option != "--hook" && given.Contains(option)) || Excluded(option, given))
                    continue;
                // Hooks are laid over one another one by one.
                foreach (var value in Values(file, property).Where(v => option != "--hook" || !GivesHook(result, v.Split('=', 2)[0])).ToList())
                    result.AddRange(Spell(option, takesValue, value));
            }
        }
    }

    private static IEnumerable<string> Values(string file, JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.Array => property.Value.EnumerateArray().Select(v => v.ToString()),
        JsonValueKind.Object => property.Value.EnumerateObject().Select(v => $"{v.Name}={v.Value}"),
        JsonValueKind.String or JsonValueKind.Number => [property.Value.ToString()],
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        _ => throw new UsageException($"{file}: the value of '{property.Name}' must be text, a number, true, false or a list"),
    };

    private static IEnumerable<string> Spell(string option, bool takesValue, string value)
    {
        if (takesValue)
            return [$"{option}={value}"];
        return value is "1" or "true" or "yes" or "on" ? [option] : [];
    }
}
