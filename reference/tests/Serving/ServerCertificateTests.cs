using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reference.Serving;

namespace Reference.Tests.Serving;

public sealed class ServerCertificateTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("reference tls ").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_self_signed_certificate_is_made_once_and_its_key_is_the_owners_alone()
    {
        var (_, file) = ServerCertificate.SelfSigned(_root, TimeProvider.System);
        var first = File.ReadAllText(file);
        Assert.Equal(first, File.ReadAllText(ServerCertificate.SelfSigned(_root, TimeProvider.System).File));
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
        foreach (var name in (string[])["localhost", "127.0.0.1", "::1"]) Assert.True(certificate.MatchesHostname(name), name);
        Assert.False(certificate.MatchesHostname("example.org"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Path.GetDirectoryName(file)!, "key.pem")));
    }

    [Fact]
    public void One_that_has_expired_is_made_anew()
    {
        var first = File.ReadAllText(ServerCertificate.SelfSigned(_root, TimeProvider.System).File);
        Assert.NotEqual(first, File.ReadAllText(ServerCertificate.SelfSigned(_root, new Later()).File));
    }

    [Fact]
    public void What_is_no_certificate_or_has_another_key_is_said_with_its_file()
    {
        var (_, file) = ServerCertificate.SelfSigned(_root, TimeProvider.System);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = Path.Combine(_root, "other.pem");
        File.WriteAllText(key, other.ExportPkcs8PrivateKeyPem());
        Assert.Contains("other.pem", Assert.Throws<FormatException>(() => ServerCertificate.Load(file, key)).Message, StringComparison.Ordinal);
        File.WriteAllText(key, "nonsense");
        Assert.Throws<FormatException>(() => ServerCertificate.Load(key, null));
        Assert.ThrowsAny<IOException>(() => ServerCertificate.Load(Path.Combine(_root, "nowhere"), null));
    }

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddDays(900);
    }
}
