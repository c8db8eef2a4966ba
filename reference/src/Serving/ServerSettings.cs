using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Serving;

/// <summary>What a <see cref="Server"/> is made of.</summary>
public sealed record ServerSettings
{
    /// <summary>Port 0 for any free one.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Where TLS begins with the first octet (RFC 8314); null for nowhere.</summary>
    public IPEndPoint? TlsListen { get; init; }

    /// <summary>For STARTTLS and <see cref="TlsListen"/>; null where there is no TLS.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>Nobody may log in without TLS, not even from this machine. Others may not in any case, where there is TLS.</summary>
    public bool RequireTls { get; init; }

    public required IAccounts Accounts { get; init; }

    public Offer Offer { get; init; } = Offer.Everything;

    public Limits Limits { get; init; } = Limits.Default;

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
