using System.Collections.Frozen;
using System.Security.Cryptography;
using Reference.Sessions;
using Reference.Store;

namespace Reference.Serving;

/// <summary>The users of a users file, one line each: <c>name:</c> and a hash that <c>hash-password</c> printed.</summary>
/// <remarks>Empty lines and lines that start with "#" are skipped; line ends may be LF or CRLF.</remarks>
public sealed class Accounts : IAccounts
{
    private const string Form = "{SCRAM-SHA-256}iterations,salt,StoredKey,ServerKey as \"hash-password\" prints it";

    private readonly FrozenDictionary<string, ScramCredentials> _credentials;
    private readonly int _iterations;
    private readonly byte[] _nobodysKey;
    private readonly MailStore _store;
    private readonly ProvenPasswords _proven = new();

    private Accounts(IEnumerable<KeyValuePair<string, ScramCredentials>> credentials, MailStore store, byte[] nobodysKey)
    {
        _credentials = credentials.ToFrozenDictionary(StringComparer.Ordinal);
        // What most have: an unknown name must not stand out by it, and costs as much to check.
        _iterations = _credentials.Values.GroupBy(one => one.Iterations).MaxBy(group => group.Count())!.Key;
        _store = store;
        _nobodysKey = nobodysKey;
    }

    /// <summary>Two accounts whose passwords everybody knows; for loopback only.</summary>
    public static Accounts Demo(MailStore store) => Create([("demo", "demo"), ("demo2", "demo2")], store);

    /// <summary>Accounts of names and passwords that are kept in memory only, hashed quickly.</summary>
    public static Accounts Create(IEnumerable<(string Name, string Password)> users, MailStore store) => new(
        users.Select(user => KeyValuePair.Create(user.Name, Secret.Hash(user.Password, Secret.MinIterations))), store, RandomNumberGenerator.GetBytes(32));

    /// <param name="text">The users file.</param>
    /// <param name="store">Their mail.</param>
    /// <param name="nobodysKey">A secret of this server that outlives a restart; the salts of unknown names come from it.</param>
    /// <exception cref="FormatException">A line is not of the form; the message names the line, never the secret.</exception>
    public static Accounts Parse(string text, MailStore store, byte[] nobodysKey)
    {
        var credentials = new Dictionary<string, ScramCredentials>(StringComparer.Ordinal);
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r');
            if (line.Length == 0 || line.StartsWith('#')) continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) throw new FormatException($"users file, line {number}: expected name:{Form}");
            var name = line[..colon];
            var one = Secret.Parse(line[(colon + 1)..])
                ?? throw new FormatException($"users file, line {number}: expected {Form} after \"{name}:\"; plain passwords are not taken");
            if (!credentials.TryAdd(name, one)) throw new FormatException($"users file, line {number}: user \"{name}\" stands there twice");
        }
        return credentials.Count > 0 ? new Accounts(credentials, store, nobodysKey) : throw new FormatException("users file: no user in it");
    }

    /// <summary>The mailboxes of a user for whom mail is to be delivered; null if there is no such user.</summary>
    public UserStore? Find(string name) => Open(name);

    public UserStore? Open(string name) => _credentials.ContainsKey(name) ? _store.ForUser(name) : null;

    public ScramCredentials CredentialsOf(string name) =>
        _credentials.TryGetValue(name, out var known) ? known : Secret.OfNobody(name, _iterations, _nobodysKey);

    public ValueTask<UserStore?> LogInAsync(string name, string password, CancellationToken cancellation) =>
        new(_proven.Has(name, password) || Prove(name, password) ? Open(name) : null);

    private bool Prove(string name, string password)
    {
        if (!CredentialsOf(name).Matches(password)) return false;
        _proven.Add(name, password);
        return true;
    }
}
