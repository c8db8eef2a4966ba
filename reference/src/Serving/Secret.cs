using System.Globalization;
using System.Security.Cryptography;
using Reference.Sessions;

namespace Reference.Serving;

/// <summary>A password as the users file keeps it: <c>{SCRAM-SHA-256}iterations,salt,StoredKey,ServerKey</c>, the last three in base64. From it
/// a password can be checked, by LOGIN and PLAIN as by SCRAM, and nobody who reads it can log in.</summary>
public static class Secret
{
    private const string Scheme = "{SCRAM-SHA-256}";

    /// <summary>What new hashes cost: some tens of milliseconds, which is the order that password guides ask for.</summary>
    private const int NewIterations = 100_000;

    /// <summary>RFC 7677 section 4.</summary>
    public const int MinIterations = 4096;

    /// <summary>A file with more would make each login a denial of service.</summary>
    private const int MaxIterations = 10_000_000;

    private const int SaltOctets = 16;

    public static ScramCredentials Hash(string password, int iterations = NewIterations) =>
        ScramCredentials.Of(password, RandomNumberGenerator.GetBytes(SaltOctets), iterations);

    /// <summary>Credentials for a name that there is not: the salt is always the same for one key and name, and no password fits.</summary>
    /// <param name="name">As the client gave it.</param>
    /// <param name="iterations">As the true ones have.</param>
    /// <param name="key">A secret of this server that outlives a restart.</param>
    public static ScramCredentials OfNobody(string name, int iterations, byte[] key) => new(
        iterations, HMACSHA256.HashData(key, System.Text.Encoding.UTF8.GetBytes(name))[..SaltOctets],
        RandomNumberGenerator.GetBytes(ScramCredentials.HashOctets), RandomNumberGenerator.GetBytes(ScramCredentials.HashOctets));

    /// <returns>Null when the text is not of this form.</returns>
    public static ScramCredentials? Parse(string text)
    {
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var parts = text[Scheme.Length..].Split(',');
        if (parts.Length != 4 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < MinIterations or > MaxIterations)
        {
            return null;
        }
        try
        {
            var (salt, stored, server) = (Convert.FromBase64String(parts[1]), Convert.FromBase64String(parts[2]), Convert.FromBase64String(parts[3]));
            return salt.Length > 0 && stored.Length == ScramCredentials.HashOctets && server.Length == ScramCredentials.HashOctets
                ? new ScramCredentials(iterations, salt, stored, server)
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The form of the users file.</summary>
    public static string ToFileForm(ScramCredentials credentials) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Scheme}{credentials.Iterations},{Convert.ToBase64String(credentials.Salt)},{Convert.ToBase64String(credentials.StoredKey)},{Convert.ToBase64String(credentials.ServerKey)}");
}
