using Conformance.Running;
using Conformance.Wire;

namespace Conformance.CommandLine;

/// <summary>What a run was asked to do, read and checked.</summary>
/// <param name="Server">Null: the built-in server.</param>
/// <param name="HookCommands">Shell commands by hook name.</param>
/// <param name="Scenarios">Files to run instead of the project's scenarios.</param>
public sealed record RunSettings(
    ServerAddress? Server,
    TimeSpan Wait,
    TlsOptions Tls,
    Account? Account,
    Account? SecondAccount,
    string? Mechanism,
    IReadOnlyDictionary<string, string> HookCommands,
    IReadOnlyList<string> Scenarios,
    Selection Selection,
    bool LastFailed,
    bool DryRun,
    IReadOnlyList<string> Required,
    bool FailOnShould,
    string? Baseline,
    RunOptions Run,
    WalkArguments Walks,
    string Out,
    IReadOnlyList<(string Kind, string Path)> Reports,
    Loudness Loudness,
    bool Trace,
    bool? Color);

/// <summary>Random walks, as they were asked for.</summary>
/// <param name="Seed">The first one's; null: none was named.</param>
/// <param name="Count">Null: as many as is usual.</param>
/// <param name="Time">Walks for so long, instead of a number of them.</param>
public sealed record WalkArguments(int? Seed, int? Count, int? Length, int? Sessions, TimeSpan? Time);

/// <summary>How much is printed.</summary>
public enum Loudness
{
    Quiet,
    Normal,
    Verbose,
}
