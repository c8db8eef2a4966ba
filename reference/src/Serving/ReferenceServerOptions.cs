using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reference.Wire;

namespace Reference.Serving;

/// <summary>What a <see cref="ReferenceServer"/> starts with.</summary>
public sealed record ReferenceServerOptions
{
    /// <summary>Who may log in, and the mail that each has.</summary>
    public IReadOnlyList<FixtureUser> Users { get; init; } = [new FixtureUser("demo", "demo")];

    /// <summary>Capabilities to leave out, as in CAPABILITY; what stands on them falls with them. So <c>["QRESYNC"]</c> plays a server with
    /// CONDSTORE alone.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Messages that one command may work on, told as MESSAGELIMIT (RFC 9738); null for no limit. Small ones show what a client does at the
    /// limit with few messages.</summary>
    public int? MessageLimit { get; init; }

    /// <summary>STARTTLS on <see cref="ReferenceServer.Port"/> and TLS from the first octet on <see cref="ReferenceServer.TlsPort"/>, with a
    /// self-signed certificate for localhost, 127.0.0.1 and ::1.</summary>
    public bool Tls { get; init; }

    /// <summary>Nobody logs in without TLS; CAPABILITY tells LOGINDISABLED until then.</summary>
    public bool RequireTls { get; init; }

    /// <summary>Bounds on sizes, times and connections; shorten a time to see a client be cut off.</summary>
    public Limits Limits { get; init; } = Limits.Default;

    /// <summary>Where to listen; the port is always a free one.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Where mail is kept and left behind; null for a temporary directory that is removed in the end.</summary>
    public string? Root { get; init; }

    /// <summary>Where the server logs to.</summary>
    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    /// <summary>What the server takes for now in internal dates and UIDVALIDITY.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>A user of a <see cref="ReferenceServer"/>.</summary>
public sealed record FixtureUser(string Name, string Password)
{
    /// <summary>Made, where they are missing, when the server starts. INBOX is there in any case.</summary>
    public IReadOnlyList<FixtureMailbox> Mailboxes { get; init; } = [];
}

/// <summary>A mailbox to be made.</summary>
/// <param name="Name">Unicode, levels parted by '/'.</param>
public sealed record FixtureMailbox(string Name)
{
    /// <summary>Appended in this order, so that in a new mailbox they have the UIDs 1, 2, 3…</summary>
    public IReadOnlyList<FixtureMessage> Messages { get; init; } = [];

    /// <summary>False for a mailbox that answers SELECT with NOMODSEQ (RFC 7162 section 3.1.2.2).</summary>
    public bool KeepsModSeqs { get; init; } = true;
}

/// <summary>A message to be appended, or one that is there.</summary>
/// <param name="Text">The whole message with its header, in UTF-8. Line ends are made CRLF.</param>
public sealed record FixtureMessage(string Text)
{
    /// <summary>System flags with their backslash, and keywords: <c>["\\Seen", "$Forwarded"]</c>.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>INTERNALDATE; null for now.</summary>
    public DateTimeOffset? InternalDate { get; init; }

    /// <summary>A short message of one plain text part, for tests that do not care what it says.</summary>
    public static FixtureMessage WithSubject(string subject) =>
        new($"From: sender@example.org\r\nTo: reader@example.org\r\nSubject: {subject}\r\nDate: Thu, 1 Jan 2026 12:00:00 +0000\r\n\r\nBody of {subject}\r\n");
}
