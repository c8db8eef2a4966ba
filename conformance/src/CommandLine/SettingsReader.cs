using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Conformance.Running;
using Conformance.Scenarios;
using Conformance.Walking;
using Conformance.Wire;

namespace Conformance.CommandLine;

/// <summary>Turns what was typed into <see cref="RunSettings"/>; whatever does not fit is a <see cref="UsageException"/>.</summary>
public static class SettingsReader
{
    /// <exception cref="UsageException">A value does not fit.</exception>
    public static RunSettings Read(ParseResult parsed, RunArguments options, TextReader input)
    {
        var server = parsed.GetValue(options.Server) is { } address ? ServerAddress.Parse(address) : null;
        var password = Secrets.Read(parsed.GetValue(options.Password), parsed.GetValue(options.PasswordFile), parsed.GetValue(options.PasswordStdin), input);
        var account = Account("--user", parsed.GetValue(options.User), password);
        if (server is null && account is not null)
            throw new UsageException("--user goes with --server; the built-in server has accounts of its own");
        if (server is not null && account is null)
            throw new UsageException("--server needs an account: --user NAME and --password, --password-file, --password-stdin or CONFORMANCE_PASSWORD");
        return new RunSettings(
            server,
            Seconds("--wait", parsed.GetValue(options.Wait) ?? 0, allowZero: true),
            Tls(parsed, options, server),
            account,
            Account("--user2", parsed.GetValue(options.User2), parsed.GetValue(options.Password2)),
            parsed.GetValue(options.Auth)?.ToUpperInvariant(),
            HookCommands(parsed.GetValue(options.Hook) ?? []),
            parsed.GetValue(options.Scenario) ?? [],
            Selection(parsed, options),
            parsed.GetValue(options.LastFailed),
            parsed.GetValue(options.DryRun),
            [.. Words(parsed.GetValue(options.Require)).Select(r => r.ToUpperInvariant())],
            OneOf("--fail-on", parsed.GetValue(options.FailOn) ?? "must", "must", "should") == "should",
            parsed.GetValue(options.Baseline),
            Run(parsed, options),
            Walks(parsed, options),
            parsed.GetValue(options.Out) is { Length: > 0 } folder ? folder : throw new UsageException("--out is empty: name a folder for the reports"),
            [.. (parsed.GetValue(options.Report) ?? []).Select(Report)],
            Loudness(parsed.GetValue(options.Quiet), parsed.GetValue(options.Verbose)),
            parsed.GetValue(options.Trace),
            OneOf("--color", parsed.GetValue(options.Color) ?? "auto", "auto", "always", "never") switch { "always" => true, "never" => false, _ => null });
    }

    /// <summary>Which cases.</summary>
    public static Selection Selection(ParseResult parsed, RunArguments options) => new(
        parsed.GetValue(options.Case) ?? [],
        parsed.GetValue(options.Skip) ?? [],
        [.. Words(parsed.GetValue(options.Rfc))],
        [.. Words(parsed.GetValue(options.Level)).Select(l => l.ToLowerInvariant())],
        parsed.GetValue(options.Thorough));

    private static RunOptions Run(ParseResult parsed, RunArguments options) => new()
    {
        Timeout = Seconds("--timeout", parsed.GetValue(options.Timeout)),
        CaseTimeout = Seconds("--case-timeout", parsed.GetValue(options.CaseTimeout)),
        RunTimeout = parsed.GetValue(options.RunTimeout) is { } run ? Seconds("--run-timeout", run) : null,
        Jobs = Positive("--jobs", parsed.GetValue(options.Jobs)),
        MaxConnections = Positive("--max-connections", parsed.GetValue(options.MaxConnections)),
        Seed = Seed(parsed.GetValue(options.Seed)) ?? RandomNumberGenerator.GetInt32(1, int.MaxValue),
        Shuffle = parsed.GetValue(options.Shuffle),
        Repeat = Positive("--repeat", parsed.GetValue(options.Repeat)),
        FailFast = parsed.GetValue(options.FailFast),
        Thoroughness = parsed.GetValue(options.Thorough) ? RunOptions.Thorough : 1,
        Prefix = Prefix(parsed.GetValue(options.Prefix) ?? ""),
        KeepMailboxes = parsed.GetValue(options.KeepMailboxes),
    };

    /// <summary>A number; null for none, or for another each time.</summary>
    private static int? Seed(string? text) => text is null || text.Equals("random", StringComparison.OrdinalIgnoreCase) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed
        : throw new UsageException($"--seed {text}: expected a number from 0 to {int.MaxValue}, or random");

    private static WalkArguments Walks(ParseResult parsed, RunArguments options)
    {
        var count = parsed.GetValue(options.Walks);
        if (count < 0)
            throw new UsageException($"--walks {count}: expected a number, 0 for none");
        var sessions = parsed.GetValue(options.WalkSessions);
        if (sessions is < 1 or > WalkSettings.MostSessions)
            throw new UsageException($"--walk-sessions {sessions}: expected a number from 1 to {WalkSettings.MostSessions}");
        var named = parsed.GetValue(options.Seed);
        if (parsed.GetValue(options.Scenario) is { Length: > 0 })
            count ??= 0;
        return new WalkArguments(
            Seed(named) ?? (named is null ? null : RandomNumberGenerator.GetInt32(1, int.MaxValue / 2)),
            count,
            parsed.GetValue(options.WalkLength) is { } length ? Positive("--walk-length", length) : null,
            sessions,
            parsed.GetValue(options.WalksFor) is { } time ? Time("--walks-for", time) : null);
    }

    /// <summary>Seconds, or a number with s, m or h behind it.</summary>
    private static TimeSpan Time(string option, string text)
    {
        var (digits, unit) = text.Length > 0 && char.IsAsciiLetter(text[^1]) ? (text[..^1], char.ToLowerInvariant(text[^1])) : (text, 's');
        var factor = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        return factor > 0 && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? Seconds(option, number * factor)
            : throw new UsageException($"{option} {text}: expected a time such as 60m, 90s or 1h");
    }

    private static TlsOptions Tls(ParseResult parsed, RunArguments options, ServerAddress? server)
    {
        var mode = OneOf("--tls", parsed.GetValue(options.Tls) ?? "auto", "auto", "none", "starttls", "implicit") switch
        {
            "none" => TlsMode.None,
            "starttls" => TlsMode.StartTls,
            "implicit" => TlsMode.Implicit,
            _ => TlsMode.Auto,
        };
        if (server?.Tls is { } scheme)
        {
            if (mode is TlsMode.None or TlsMode.StartTls)
                throw new UsageException("--tls contradicts the scheme imaps:// of --server");
            mode = scheme;
        }

        if (parsed.GetValue(options.CaFile) is { } file && !File.Exists(file))
            throw new UsageException($"--ca-file {file}: there is no such file");
        return new TlsOptions(mode, parsed.GetValue(options.CaFile), parsed.GetValue(options.TlsInsecure));
    }

    private static Account? Account(string option, string? user, string? password)
    {
        if (user is null)
        {
            // A password alone, from the environment of a CI job, is no mistake; there is just nobody to use it.
            return null;
        }

        if (user.Length == 0)
            throw new UsageException($"{option} is empty (is a variable unset?)");
        return password is null
            ? throw new UsageException($"{option} {user} needs a password: {option.Replace("user", "password", StringComparison.Ordinal)} or {Layers.Variable(option.Replace("user", "password", StringComparison.Ordinal))}")
            : new Account(user, password);
    }

    private static Dictionary<string, string> HookCommands(IEnumerable<string> hooks)
    {
        var commands = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var hook in hooks)
        {
            var equals = hook.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || equals == hook.Length - 1)
                throw new UsageException($"--hook {hook}: expected NAME=COMMAND, for example index-delete='./drop-index.sh {{user}} {{mailbox}}'");
            var name = hook[..equals];
            if (!Hooks.Names.Contains(name))
                throw new UsageException($"--hook {hook}: there is no hook '{name}'{Suggestion.Hint(name, Hooks.Names)}; the hooks are {string.Join(", ", Hooks.Names)}");
            commands[name] = hook[(equals + 1)..];
        }

        return commands;
    }

    private static (string Kind, string Path) Report(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || equals == text.Length - 1)
            throw new UsageException($"--report {text}: expected KIND=PATH with json, junit or summary");
        return (OneOf("--report", text[..equals], "json", "junit", "summary"), text[(equals + 1)..]);
    }

    private static Loudness Loudness(bool quiet, bool verbose) =>
        quiet && verbose ? throw new UsageException("--quiet and --verbose exclude each other")
        : quiet ? CommandLine.Loudness.Quiet
        : verbose ? CommandLine.Loudness.Verbose
        : CommandLine.Loudness.Normal;

    private static string Prefix(string prefix) =>
        prefix.Length is > 0 and <= 40 && prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? prefix
            : throw new UsageException($"--prefix '{prefix}': use up to 40 letters, digits, _ and -");

    private static string OneOf(string option, string value, params string[] allowed) =>
        allowed.Contains(value.ToLowerInvariant())
            ? value.ToLowerInvariant()
            : throw new UsageException($"{option} {value}: expected {string.Join(", ", allowed)}{Suggestion.Hint(value, allowed)}");

    private static TimeSpan Seconds(string option, double seconds, bool allowZero = false) =>
        seconds is > 0 and <= 86_400 || (allowZero && seconds == 0)
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} {seconds}: expected seconds, more than 0 and at most a day"));

    private static int Positive(string option, int number) =>
        number is > 0 and <= 10_000 ? number : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} {number}: expected a number from 1 to 10000"));

    private static IEnumerable<string> Words(IEnumerable<string>? values) =>
        (values ?? []).SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
