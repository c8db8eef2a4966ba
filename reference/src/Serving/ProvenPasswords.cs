using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Reference.Serving;

/// <summary>
/// The passwords that were found right since the server started, so that a client which opens its fifth connection need not be put through the slow hash again. What is kept is
/// a code under a key of this process; a wrong password, and an unknown name, cost as much as ever.
/// </summary>
internal sealed class ProvenPasswords
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly ConcurrentDictionary<string, byte[]> _codes = new(StringComparer.Ordinal);

    /// <summary>Whether this is the password that was found right for the name.</summary>
    public bool Has(string name, string password) => _codes.TryGetValue(name, out var code) && CryptographicOperations.FixedTimeEquals(code, CodeOf(password));

    /// <summary>Keeps a password that is right; there is one for each name.</summary>
    public void Add(string name, string password) => _codes[name] = CodeOf(password);

    private byte[] CodeOf(string password) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(password));
}
