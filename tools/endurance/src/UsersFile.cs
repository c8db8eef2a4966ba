using System.Security.Cryptography;
using System.Text;

namespace Endurance;

/// <summary>The built-in server's users file: <c>name:{SCRAM-SHA-256}iterations,salt,StoredKey,ServerKey</c> (RFC 5802 section 3, RFC 7677), so
/// that no password lies on the disk.</summary>
internal static class UsersFile
{
    /// <summary>The least that RFC 7677 allows: the account lives as long as the run, and each login costs it.</summary>
    private const int Iterations = 4096;

    public static string Line(string user, string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, 32);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"{user}:{{SCRAM-SHA-256}}{Iterations},{Convert.ToBase64String(salt)},{Convert.ToBase64String(storedKey)},{Convert.ToBase64String(serverKey)}";
    }
}
