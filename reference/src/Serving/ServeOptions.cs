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
    IPEndPoint? Delivery = null);
