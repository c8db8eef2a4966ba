namespace Conformance.Wire;

/// <summary>What went wrong with a connection.</summary>
public enum WireFault
{
    /// <summary>No connection could be made: refused, unreachable, no such host.</summary>
    NotConnected,

    /// <summary>TLS could not be set up as asked.</summary>
    Tls,

    /// <summary>The server (or the network) ended the connection.</summary>
    HungUp,

    /// <summary>The server sent more than <see cref="Limits"/> allow.</summary>
    Flood,

    /// <summary>Nothing that would answer came within the deadline.</summary>
    TimedOut,

    /// <summary>The suite itself had ended the connection.</summary>
    Ended,
}

/// <summary>A connection that failed. The message is a sentence for the report.</summary>
public sealed class WireException(WireFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public WireFault Fault { get; } = fault;
}
