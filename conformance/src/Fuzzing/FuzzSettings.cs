namespace Conformance.Fuzzing;

/// <summary>What a fuzz run does.</summary>
/// <param name="Commands">How many commands in all.</param>
/// <param name="Connections">Over how many connections side by side.</param>
/// <param name="Seed">The same seed and server give the same commands on each connection.</param>
/// <param name="Misunderstood">Whether the text of this server's BAD says that it did not understand the command; a well-formed one must not get
/// that. Where nobody knows the server's words it is never true, and what was answered BAD is only counted: BAD has other reasons too.</param>
public sealed record FuzzSettings(long Commands, int Connections, int Seed, Func<string, bool> Misunderstood);
