namespace Conformance.CommandLine;

/// <summary>The command line, the environment or a configuration file asks for something that cannot be (exit code 4). The message says what to do.</summary>
public sealed class UsageException(string message) : Exception(message);
