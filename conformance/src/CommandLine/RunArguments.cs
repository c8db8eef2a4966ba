using System.CommandLine;

namespace Conformance.CommandLine;

/// <summary>The options of <c>run</c> (and of <c>probe</c>, which takes those that say how to reach the server), as they are typed.</summary>
public sealed class RunArguments
{
    public Option<string> Server { get; } = Text("--server", "The server to test: HOST:PORT, imap://HOST or imaps://HOST. Without it the built-in reference server is tested", "ADDRESS");

    public Option<double?> Wait { get; } = Number("--wait", "Wait up to so many seconds for the server to accept connections", "SECONDS");

    public Option<string> Tls { get; } = Text("--tls", "auto (implicit on port 993, else STARTTLS where offered), none, starttls or implicit", "MODE");

    public Option<bool> TlsInsecure { get; } = Flag("--tls-insecure", "Take any certificate");

    public Option<string> CaFile { get; } = Text("--ca-file", "PEM file with the authorities to trust", "FILE");

    public Option<string> User { get; } = Text("--user", "The account to log in with; its INBOX and other mailboxes are left alone", "NAME");

    public Option<string> Password { get; } = Text("--password", "Its password (visible to others on the machine; CONFORMANCE_PASSWORD or --password-file is not)", "PASSWORD");

    public Option<string> PasswordFile { get; } = Text("--password-file", "Read the password from the first line of a file", "FILE");

    public Option<bool> PasswordStdin { get; } = Flag("--password-stdin", "Read the password from the first line of standard input");

    public Option<string> User2 { get; } = Text("--user2", "A second account, for scenarios that need one", "NAME");

    public Option<string> Password2 { get; } = Text("--password2", "Its password", "PASSWORD");

    public Option<string> Auth { get; } = Text("--auth", "SASL mechanism to log in with (default: LOGIN, or what is offered where LOGIN is disabled)", "MECHANISM");

    public Option<string[]> Scenario { get; } = Texts("--scenario", "Run this file instead of the project's scenarios: one that a walk was shrunk to (may be given several times)", "FILE");

    public Option<string[]> Case { get; } = Texts("--case", "Only cases whose id matches: * stands for anything (may be given several times)", "PATTERN");

    public Option<string[]> Skip { get; } = Texts("--skip", "Not the cases whose id matches", "PATTERN");

    public Option<string[]> Rfc { get; } = Texts("--rfc", "Only cases with requirements of this RFC: 7162", "NUMBER");

    public Option<string[]> Level { get; } = Texts("--level", "Only cases with requirements of this level: must, should, may", "LEVEL");

    public Option<bool> Thorough { get; } = Flag("--thorough", "Also the long forms: more rounds to a race, more kinds of them, more places to cut a session off");

    public Option<bool> LastFailed { get; } = Flag("--last-failed", "Only the cases that failed in the last run that wrote to --out");

    public Option<bool> DryRun { get; } = Flag("--dry-run", "Say which cases would run, and connect to nothing");

    public Option<string[]> Require { get; } = Texts("--require", "Fail if the server does not offer these capabilities: QRESYNC,ESEARCH", "CAP,...");

    public Option<string> FailOn { get; } = Text("--fail-on", "must (default), or should: warnings fail the run too", "LEVEL");

    public Option<string> Baseline { get; } = Text("--baseline", "Known failures of this server: only what is not expected there fails the run, and what is expected and does not come", "FILE");

    public Option<double> Timeout { get; } = new("--timeout") { Description = "Longest wait for one answer, and for another session's change to show", HelpName = "SECONDS", DefaultValueFactory = _ => 10 };

    public Option<double> CaseTimeout { get; } = new("--case-timeout") { Description = "Longest time for one case", HelpName = "SECONDS", DefaultValueFactory = _ => 60 };

    public Option<double?> RunTimeout { get; } = Number("--run-timeout", "Longest time for the whole run", "SECONDS");

    public Option<int> Jobs { get; } = new("--jobs") { Description = "Cases at the same time", HelpName = "N", DefaultValueFactory = _ => 4 };

    public Option<int> MaxConnections { get; } = new("--max-connections") { Description = "Connections at the same time, over all cases", HelpName = "N", DefaultValueFactory = _ => 40 };

    public Option<string> Seed { get; } = Text("--seed", "Repeat a run's mail, order, races and walks; random: walks of another seed each time", "N");

    public Option<int?> Walks { get; } = new("--walks") { Description = "Random walks over several sessions, from --seed on (default 20, 200 with --thorough; 0 for none)", HelpName = "N" };

    public Option<int?> WalkLength { get; } = new("--walk-length") { Description = "Steps in a walk (default 40, 80 with --thorough)", HelpName = "N" };

    public Option<int?> WalkSessions { get; } = new("--walk-sessions") { Description = "Sessions in a walk, up to 64 (default: 2 to 4, by the seed)", HelpName = "N" };

    public Option<string> WalksFor { get; } = Text("--walks-for", "Walks for so long, with restarts and kills where there are hooks for them: 60m, 90s or seconds", "TIME");

    public Option<bool> Shuffle { get; } = Flag("--shuffle", "Run the cases in random order");

    public Option<int> Repeat { get; } = new("--repeat") { Description = "Run each case so many times", HelpName = "N", DefaultValueFactory = _ => 1 };

    public Option<bool> FailFast { get; } = Flag("--fail-fast", "Stop at the first failure");

    public Option<string[]> Hook { get; } = Texts("--hook", "What the operator can do to the server: index-delete='./drop.sh {user} {mailbox}' (see scenarios/README.md)", "NAME=COMMAND");

    public Option<string> Out { get; } = new("--out") { Description = "Folder of the reports", HelpName = "DIR", DefaultValueFactory = _ => "conformance-out" };

    public Option<string[]> Report { get; } = Texts("--report", "A report at a place of its own: json=FILE, junit=FILE, summary=FILE", "KIND=PATH");

    public Option<bool> Quiet { get; } = Flag("--quiet", "Only failures and the verdict", "-q");

    public Option<bool> Verbose { get; } = Flag("--verbose", "A line for each case, with warnings and choices in full", "-v");

    public Option<bool> Trace { get; } = Flag("--trace", "Print each case's transcript");

    public Option<string> Color { get; } = Text("--color", "auto, always or never", "WHEN");

    public Option<string> Prefix { get; } = new("--prefix") { Description = "What the names of test mailboxes begin with", HelpName = "NAME", DefaultValueFactory = _ => "conformance" };

    public Option<bool> KeepMailboxes { get; } = Flag("--keep-mailboxes", "Leave the test mailboxes behind");

    public Option<string> Config { get; } = Text("--config", "JSON file with the same names, comments allowed: { \"server\": \"localhost:143\", \"jobs\": 2 }", "FILE");

    /// <summary>How to reach and enter the server.</summary>
    public IReadOnlyList<Option> Target =>
        [Server, Wait, Tls, TlsInsecure, CaFile, User, Password, PasswordFile, PasswordStdin, User2, Password2, Auth, Hook, Timeout, Prefix, Config];

    /// <summary>Which cases.</summary>
    public IReadOnlyList<Option> Selection => [Case, Skip, Rfc, Level, Thorough];

    /// <summary>All.</summary>
    public IReadOnlyList<Option> All =>
    [
        Server, Wait, Tls, TlsInsecure, CaFile, User, Password, PasswordFile, PasswordStdin, User2, Password2, Auth,
        Scenario, Case, Skip, Rfc, Level, Thorough, LastFailed, DryRun, Require, FailOn, Baseline,
        Timeout, CaseTimeout, RunTimeout, Jobs, MaxConnections, Seed, Walks, WalkLength, WalkSessions, WalksFor, Shuffle, Repeat, FailFast,
        Hook, Out, Report, Quiet, Verbose, Trace, Color, Prefix, KeepMailboxes, Config,
    ];

    private static Option<string> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };

    private static Option<string[]> Texts(string name, string description, string help) => new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => [] };

    private static Option<double?> Number(string name, string description, string help) => new(name) { Description = description, HelpName = help };

    private static Option<bool> Flag(string name, string description, params string[] aliases) => new(name, aliases) { Description = description };
}
