using Conformance.Running;
using Conformance.Wire;

namespace Conformance.CommandLine;

/// <summary>What a run was asked to do, read and checked.</summary>
/// <param name="Server">Null: the built-in server.</param>
/// <param name="HookCommands">Shell commands by hook name.</param>
public sealed record RunSettings(
    ServerAddress? Server,
    TimeSpan Wait,
    TlsOptions Tls,
    Account? Account,
    Account? SecondAccount,
    string? Mechanism,
    IReadOnlyDictionary<string, string> HookCommands,
    Selection Selection,
    bool LastFailed,
    bool DryRun,
    IReadOnlyList<string> Required,
    bool FailOnShould,
    string? Baseline,
    RunOptions Run,
    string Out,
    IReadOnlyList<(string Kind, string Path)> Reports,
    Loudness Loudness,
    bool Trace,
    bool? Color);

/// <summary>How much is printed.</summary>
public enum Loudness
{
    Quiet,
    Normal,
    Verbose,
}
