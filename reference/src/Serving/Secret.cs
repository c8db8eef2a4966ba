using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reference.Serving;

/// <summary>A password as the users file keeps it: plain, or PBKDF2 with SHA-256 (RFC 8018).</summary>
public sealed class Secret
{
    private const string PlainScheme = "{PLAIN}";
    private const string HashScheme = "{PBKDF2-SHA256}";
    private const int HashOctets = 32;

    /// <summary>What new hashes cost: some tens of milliseconds, which is the order that password guides ask for.</summary>
    private const int NewIterations = 200_000;

    /// <summary>A file with more would make each login a denial of service.</summary>
    private const int MaxIterations = 10_000_000;

    private readonly byte[] _salt;
    private readonly byte[] _value;

    /// <summary>What a comparison costs; 0 for a plain password.</summary>
    public int Iterations { get; }

    private Secret(int iterations, byte[] salt, byte[] value) => (Iterations, _salt, _value) = (iterations, salt, value);

    public static Secret Plain(string password) => new(0, [], Encoding.UTF8.GetBytes(password));

    public static Secret Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return new(NewIterations, salt, Derive(password, salt, NewIterations, HashOctets));
    }

    /// <returns>Null when the text is of neither scheme.</returns>
    public static Secret? Parse(string text)
    {
        if (text.StartsWith(PlainScheme, StringComparison.OrdinalIgnoreCase)) return Plain(text[PlainScheme.Length..]);
        if (!text.StartsWith(HashScheme, StringComparison.OrdinalIgnoreCase)) return null;
        var parts = text[HashScheme.Length..].Split('$');
        if (parts.Length != 3 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < 1 or > MaxIterations)
        {
            return null;
        }
        try
        {
            var (salt, value) = (Convert.FromBase64String(parts[1]), Convert.FromBase64String(parts[2]));
            return value.Length is >= 16 and <= 64 && salt.Length > 0 ? new Secret(iterations, salt, value) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public bool Matches(string password)
    {
        var given = Iterations == 0 ? Encoding.UTF8.GetBytes(password) : Derive(password, _salt, Iterations, _value.Length);
        return CryptographicOperations.FixedTimeEquals(given, _value);
    }

    /// <summary>A secret that costs as much to compare and that no password matches.</summary>
    public Secret WithoutMatch() => new(Iterations, _salt, RandomNumberGenerator.GetBytes(HashOctets));

    /// <summary>The form of the users file.</summary>
    public string ToFileForm() => Iterations == 0
        ? PlainScheme + Encoding.UTF8.GetString(_value)
        : string.Create(
            CultureInfo.InvariantCulture, $"{HashScheme}{Iterations}${Convert.ToBase64String(_salt)}${Convert.ToBase64String(_value)}");

    /// <summary>Says nothing: a secret must not end up in a log.</summary>
    public override string ToString() => "(secret)";

    private static byte[] Derive(string password, byte[] salt, int iterations, int length) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, length);
}
