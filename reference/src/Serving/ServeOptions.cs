using System.Net;
using Microsoft.Extensions.Logging;
using Reference.Store;
using Reference.Wire;

namespace Reference.Serving;

/// <summary>What the command line of <c>serve</c> asks for.</summary>
/// <param name="Root">Null for a temporary directory that is removed at exit.</param>
/// <param name="Listen">Port 0 for any free one.</param>
/// <param name="UsersFile">Null for the demo accounts, on loopback only.</param>
/// <param name="Durability">When a commit counts as durable.</param>
/// <param name="Offer">The capabilities to play.</param>
/// <param name="LogLevel">The least level written to stderr.</param>
/// <param name="ExitWithInput">Stop when standard input ends, so that the server does not outlive the process that started it; then Ctrl-C,
/// which goes to the whole group of processes, is left to that one.</param>
/// <param name="Delivery">Where LMTP is listened for, on loopback; null for nowhere.</param>
public sealed record ServeOptions(
    string? Root, IPEndPoint Listen, string? UsersFile, Durability Durability, Offer Offer, LogLevel LogLevel, bool ExitWithInput = false,
    IPEndPoint? Delivery = null)
{
    /// <summary>Where TLS begins with the first octet; null for nowhere.</summary>
    public IPEndPoint? TlsListen { get; init; }

    /// <summary>PEM; null for a self-signed certificate that is kept below the root.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM; null when it stands in the certificate's file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Nobody logs in without TLS, not even from this machine.</summary>
    public bool RequireTls { get; init; }

    /// <summary>One JSON object for each line of the log.</summary>
    public bool LogsJson { get; init; }
}
