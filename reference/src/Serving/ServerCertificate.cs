using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Reference.Serving;

/// <summary>The certificate that the server shows: one given, or a self-signed one for this machine alone.</summary>
public static class ServerCertificate
{
    /// <summary>Names below the root of the mail, where a self-signed certificate is kept.</summary>
    public const string DirectoryName = "tls";
    private const string CertificateName = "certificate.pem";
    private const string KeyName = "key.pem";

    /// <param name="certificateFile">PEM; the server's own certificate first, then those that lead to its authority.</param>
    /// <param name="keyFile">PEM, not encrypted; null when it stands in the same file.</param>
    /// <exception cref="FormatException">They are none, or do not belong together; the message says which file.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SslServerAuthenticationOptions Load(string certificateFile, string? keyFile)
    {
        try
        {
            using var read = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificateFile);
            return Options(Usable(read), chain);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new FormatException(
                $"{certificateFile} and {keyFile ?? "its key"} are no certificate and key in PEM that belong together: {e.Message}", e);
        }
    }

    /// <summary>The self-signed certificate kept below a root; made when there is none, or it is about to expire. It is for localhost, 127.0.0.1 and
    /// ::1.</summary>
    /// <param name="root">The caller holds the store's lock on it.</param>
    /// <param name="clock">For its validity.</param>
    /// <returns>The options, and the file that clients may trust.</returns>
    public static (SslServerAuthenticationOptions Options, string File) SelfSigned(string root, TimeProvider clock)
    {
        var directory = Path.Combine(root, DirectoryName);
        var (certificateFile, keyFile) = (Path.Combine(directory, CertificateName), Path.Combine(directory, KeyName));
        if (File.Exists(certificateFile) && File.Exists(keyFile))
        {
            using var kept = X509CertificateLoader.LoadCertificateFromFile(certificateFile);
            if (kept.NotAfter.ToUniversalTime() > clock.GetUtcNow().AddDays(1)) return (Load(certificateFile, keyFile), certificateFile);
        }
        Directory.CreateDirectory(directory);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = Make(key, clock.GetUtcNow());
        // The key first: a certificate is only there with its key.
        PrivateFile.Write(keyFile, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()), isSecret: true);
        PrivateFile.Write(certificateFile, Encoding.ASCII.GetBytes(made.ExportCertificatePem()), isSecret: false);
        return (Load(certificateFile, keyFile), certificateFile);
    }

    /// <summary>A certificate that is kept nowhere; for localhost, 127.0.0.1 and ::1.</summary>
    public static SslServerAuthenticationOptions InMemory(TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = Make(key, clock.GetUtcNow());
        return Options(Usable(made), []);
    }

    private static X509Certificate2 Make(ECDsa key, DateTimeOffset now)
    {
        var request = new CertificateRequest("CN=localhost, O=Reference IMAP server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        // Clocks differ; and some clients take no more than 825 days.
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(820));
    }

    private static SslServerAuthenticationOptions Options(X509Certificate2 certificate, X509Certificate2Collection chain) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
        AllowRenegotiation = false,
    };

    /// <summary>Windows cannot serve with a key that lives in memory alone.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
