using System.Net;
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

    public required IAccounts Accounts { get; init; }

    public Offer Offer { get; init; } = Offer.Everything;

    public Limits Limits { get; init; } = Limits.Default;

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
