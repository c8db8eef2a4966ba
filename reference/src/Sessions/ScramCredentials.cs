using System.Security.Cryptography;
using System.Text;

namespace Reference.Sessions;

/// <summary>What a server keeps of a password for SCRAM-SHA-256 (RFC 5802 section 3, RFC 7677): enough to check it, not enough to log in.</summary>
/// <param name="Iterations">Of PBKDF2; RFC 7677 asks for 4096 or more.</param>
/// <param name="Salt">Told to who asks.</param>
/// <param name="StoredKey">H(ClientKey).</param>
/// <param name="ServerKey">Shows the client that the server knows it.</param>
public sealed record ScramCredentials(int Iterations, byte[] Salt, byte[] StoredKey, byte[] ServerKey)
{
    /// <summary>Octets of a hash of SHA-256.</summary>
    public const int HashOctets = 32;

    /// <param name="password">Taken as it is, in UTF-8: who types it must arrive at the same code points.</param>
    public static ScramCredentials Of(string password, byte[] salt, int iterations)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, HashOctets);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        return new(iterations, salt, SHA256.HashData(clientKey), HMACSHA256.HashData(salted, "Server Key"u8));
    }

    public bool Matches(string password) => CryptographicOperations.FixedTimeEquals(Of(password, Salt, Iterations).StoredKey, StoredKey);

    /// <summary>Says nothing: it must not end up in a log.</summary>
    public override string ToString() => "(secret)";
}
