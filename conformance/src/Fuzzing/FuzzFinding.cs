namespace Conformance.Fuzzing;

/// <summary>Something that no command may bring about.</summary>
/// <param name="What">In a sentence.</param>
/// <param name="Command">The command that showed it.</param>
/// <param name="Answer">The response in question, as printable text; empty if there is none.</param>
public sealed record FuzzFinding(string What, FuzzCommand Command, string Answer);
