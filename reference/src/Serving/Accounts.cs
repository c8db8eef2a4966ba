using System.Collections.Frozen;
using Reference.Sessions;
using Reference.Store;

namespace Reference.Serving;

/// <summary>The users of a users file, one line each: <c>name:{PLAIN}password</c> or
/// <c>name:{PBKDF2-SHA256}iterations$salt$hash</c>.</summary>
/// <remarks>Empty lines and lines that start with "#" are skipped; line ends may be LF or CRLF.</remarks>
public sealed class Accounts : IAccounts
{
    private const string Forms = "{PLAIN}password or {PBKDF2-SHA256}iterations$salt$hash";

    private readonly FrozenDictionary<string, Secret> _secrets;

    // Checked for unknown names, at the cost of the dearest known one, so that the time of the answer does not tell which names there are.
    private readonly Secret _nobody;
    private readonly MailStore _store;

    private Accounts(IEnumerable<KeyValuePair<string, Secret>> secrets, MailStore store)
    {
        _secrets = secrets.ToFrozenDictionary(StringComparer.Ordinal);
        _nobody = _secrets.Values.MaxBy(secret => secret.Iterations)!.WithoutMatch();
        _store = store;
    }

    /// <summary>Two accounts whose passwords everybody knows; for loopback only.</summary>
    public static Accounts Demo(MailStore store) =>
        new([new("demo", Secret.Plain("demo")), new("demo2", Secret.Plain("demo2"))], store);

    /// <summary>Accounts of names and passwords that are kept in memory only.</summary>
    public static Accounts Create(IEnumerable<(string Name, string Password)> users, MailStore store) =>
        new(users.Select(user => new KeyValuePair<string, Secret>(user.Name, Secret.Plain(user.Password))), store);

    /// <exception cref="FormatException">A line is none of the two forms; the message names the line, never the password.</exception>
    public static Accounts Parse(string text, MailStore store)
    {
        var secrets = new Dictionary<string, Secret>(StringComparer.Ordinal);
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r');
            if (line.Length == 0 || line.StartsWith('#')) continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) throw new FormatException($"users file, line {number}: expected name:{Forms}");
            var name = line[..colon];
            var secret = Secret.Parse(line[(colon + 1)..])
                ?? throw new FormatException($"users file, line {number}: expected {Forms} after \"{name}:\"");
            if (!secrets.TryAdd(name, secret)) throw new FormatException($"users file, line {number}: user \"{name}\" stands there twice");
        }
        return secrets.Count > 0 ? new Accounts(secrets, store) : throw new FormatException("users file: no user in it");
    }

    /// <summary>The mailboxes of a user for whom mail is to be delivered; null if there is no such user.</summary>
    public UserStore? Find(string name) => _secrets.ContainsKey(name) ? _store.ForUser(name) : null;

    public ValueTask<UserStore?> LogInAsync(string name, string password, CancellationToken cancellation)
    {
        var known = _secrets.TryGetValue(name, out var secret);
        var right = (secret ?? _nobody).Matches(password);
        return new(known && right ? _store.ForUser(name) : null);
    }
}
