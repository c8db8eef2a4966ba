using Conformance.Running.Hooks;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>The server under test and how to get in.</summary>
/// <param name="Host">Name or address; IPv6 without brackets.</param>
/// <param name="SecondAccount">For scenarios about sharing, or null.</param>
/// <param name="Mechanism">SASL mechanism to log in with (<c>--auth</c>), or null: LOGIN, or what is offered where LOGIN is disabled.</param>
/// <param name="Hooks">By name; empty where the operator gave none.</param>
public sealed record Target(
    string Host,
    int Port,
    TlsOptions Tls,
    Account Account,
    Account? SecondAccount,
    string? Mechanism,
    IReadOnlyDictionary<string, IHook> Hooks);

/// <summary>Name and password of an account on the server.</summary>
public sealed record Account(string User, string Password)
{
    /// <summary>Without the password, which belongs in no report.</summary>
    public override string ToString() => User;
}

/// <summary>What a server was found to offer; learnt once by the probe.</summary>
/// <param name="BeforeLogin">Capabilities before login (after TLS, where there is TLS), in upper case.</param>
/// <param name="Capabilities">Capabilities after login, in upper case.</param>
/// <param name="UsesStartTls">STARTTLS has to be sent on each connection.</param>
/// <param name="Prefix">Of the personal namespace: <c>""</c>, <c>INBOX.</c>.</param>
/// <param name="Delimiter">Of the hierarchy, or null where it is flat.</param>
/// <param name="ServerId">What the server says of itself by ID (RFC 2971); empty where it says nothing.</param>
public sealed record Offer(
    IReadOnlyList<string> BeforeLogin,
    IReadOnlyList<string> Capabilities,
    bool UsesStartTls,
    string Prefix,
    string? Delimiter,
    IReadOnlyDictionary<string, string> ServerId)
{
    /// <summary>Whether a capability is offered, or with "=" at its end one of that family; QRESYNC offers CONDSTORE too (RFC 7162 section 3.2.3).</summary>
    public bool Has(string capability) =>
        Capabilities.Contains(capability, StringComparer.OrdinalIgnoreCase)
        || (capability.EndsWith('=') && Capabilities.Any(one => one.StartsWith(capability, StringComparison.OrdinalIgnoreCase)))
        || (capability.Equals("CONDSTORE", StringComparison.OrdinalIgnoreCase) && Has("QRESYNC"));
}
