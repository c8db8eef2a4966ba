using System.Security.Cryptography;
using System.Text;
using Reference.Sessions;

namespace Reference.Commands;

/// <summary>The server's part of SCRAM-SHA-256 without channel binding (RFC 5802 sections 5 to 7, RFC 7677), as texts, no base64.</summary>
/// <param name="find">The credentials of a name; those of an unknown one fit no proof.</param>
/// <param name="nonce">The server's part of the nonce: printable, without comma.</param>
internal sealed class ScramExchange(Func<string, ScramCredentials> find, string nonce)
{
    private string _gs2Header = "";
    private string _clientFirstBare = "";
    private string _serverFirst = "";
    private string _nonce = "";
    private ScramCredentials? _credentials;

    public string UserName { get; private set; } = "";

    /// <summary>Takes client-first-message.</summary>
    /// <returns>server-first-message, or null when it is none that can be taken.</returns>
    public string? Begin(string clientFirst)
    {
        // gs2-header = ("n" / "y" / "p=" cb-name) "," ["a=" saslname] ","
        var comma = clientFirst.IndexOf(',', StringComparison.Ordinal);
        var second = comma < 0 ? -1 : clientFirst.IndexOf(',', comma + 1);
        if (second < 0 || clientFirst[..comma] is not ("n" or "y")) return null;
        var authzid = clientFirst[(comma + 1)..second];
        _gs2Header = clientFirst[..(second + 1)];
        _clientFirstBare = clientFirst[(second + 1)..];

        // client-first-message-bare = [reserved-mext ","] username "," nonce ["," extensions]; "m=" asks for what is not known here.
        var parts = _clientFirstBare.Split(',');
        if (parts.Length < 2 || !parts[0].StartsWith("n=", StringComparison.Ordinal) || !parts[1].StartsWith("r=", StringComparison.Ordinal)) return null;
        if (SaslName(parts[0][2..]) is not { } name || !IsNonce(parts[1][2..])) return null;
        if (authzid.Length > 0 && (!authzid.StartsWith("a=", StringComparison.Ordinal) || SaslName(authzid[2..]) != name)) return null;

        UserName = name;
        _nonce = parts[1][2..] + nonce;
        _credentials = find(name);
        _serverFirst = $"r={_nonce},s={Convert.ToBase64String(_credentials.Salt)},i={_credentials.Iterations}";
        return _serverFirst;
    }

    /// <summary>Takes client-final-message.</summary>
    /// <returns>server-final-message, or null when the proof is wrong or something else is.</returns>
    public string? Finish(string clientFinal)
    {
        var proofAt = clientFinal.LastIndexOf(",p=", StringComparison.Ordinal);
        if (_credentials is null || proofAt < 0) return null;
        var withoutProof = clientFinal[..proofAt];
        var parts = withoutProof.Split(',');
        var binding = "c=" + Convert.ToBase64String(Encoding.UTF8.GetBytes(_gs2Header));
        if (parts.Length < 2 || parts[0] != binding || parts[1] != "r=" + _nonce) return null;

        var proof = new byte[ScramCredentials.HashOctets];
        if (!Convert.TryFromBase64String(clientFinal[(proofAt + 3)..], proof, out var length) || length != proof.Length) return null;
        var authMessage = Encoding.UTF8.GetBytes($"{_clientFirstBare},{_serverFirst},{withoutProof}");
        var clientKey = HMACSHA256.HashData(_credentials.StoredKey, authMessage);
        for (var i = 0; i < clientKey.Length; i++) clientKey[i] ^= proof[i];
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(clientKey), _credentials.StoredKey)) return null;
        return "v=" + Convert.ToBase64String(HMACSHA256.HashData(_credentials.ServerKey, authMessage));
    }

    /// <summary>saslname: "=2C" and "=3D" stand for "," and "="; no other "=".</summary>
    private static string? SaslName(string text)
    {
        var name = text.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "\0", StringComparison.Ordinal);
        return name.Length == 0 || text.Contains('\0', StringComparison.Ordinal) || name.Contains('=', StringComparison.Ordinal)
            ? null
            : name.Replace('\0', '=');
    }

    /// <summary>1*(%x21-2B / %x2D-7E).</summary>
    private static bool IsNonce(string text) => text.Length is > 0 and <= 1024 && text.All(c => c is >= '!' and <= '~');
}
