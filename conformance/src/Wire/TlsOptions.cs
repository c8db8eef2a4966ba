using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Conformance.Wire;

/// <summary>Whether and when a connection is encrypted.</summary>
public enum TlsMode
{
    /// <summary>Implicit on port 993; elsewhere STARTTLS where it is offered.</summary>
    Auto,

    /// <summary>Never.</summary>
    None,

    /// <summary>In plain text first, then the STARTTLS command (RFC 3501 section 6.2.1).</summary>
    StartTls,

    /// <summary>From the first byte (RFC 8314).</summary>
    Implicit,
}

/// <summary>How to encrypt.</summary>
/// <param name="CaFile">PEM file with the authorities to trust instead of the system's, or null.</param>
/// <param name="Insecure">Take any certificate.</param>
public sealed record TlsOptions(TlsMode Mode = TlsMode.Auto, string? CaFile = null, bool Insecure = false)
{
    /// <summary>Whether TLS begins with the first byte on that port.</summary>
    public bool IsImplicit(int port) => Mode == TlsMode.Implicit || (Mode == TlsMode.Auto && port == 993);

    internal SslClientAuthenticationOptions For(string host)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (Insecure)
        {
#pragma warning disable CA5359 // What --tls-insecure asks for, by name.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (CaFile is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(CaFile);
            options.CertificateChainPolicy = policy;
        }

        return options;
    }
}
