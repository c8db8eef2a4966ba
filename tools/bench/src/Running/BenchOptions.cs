using Bench.Contestants;

namespace Bench.Running;

/// <summary>What the command line asks for.</summary>
/// <param name="Servers">Empty: the built-in reference server and the echo server.</param>
/// <param name="EchoDirectory">Null: no echo server, unless no server is named.</param>
/// <param name="Pids">By server name.</param>
/// <param name="Baseline">Null: the first server.</param>
/// <param name="Timeout">For each command.</param>
/// <param name="Reference">The built-in server's program; null for the one in this repository.</param>
public sealed record BenchOptions(
    IReadOnlyList<ServerAddress> Servers, string? EchoDirectory, IReadOnlyDictionary<string, int> Pids, IReadOnlyList<string> Workloads, string? Baseline,
    int Rounds, TimeSpan Length, TimeSpan Timeout, int MaxMessages, int Seed, string? JsonFile, string? Reference);
