namespace Bench.Contestants;

/// <summary>A server as the command line names it: <c>NAME=imap://user:password@host:port</c>, or <c>NAME=built-in</c>.</summary>
/// <param name="Host">A name, an IPv4 address or an IPv6 address without brackets; empty for the built-in server.</param>
public sealed record ServerAddress(string Name, string Host, int Port, string User, string Password)
{
    /// <summary>The bench starts the reference server itself.</summary>
    public bool IsBuiltIn => Host.Length == 0;

    /// <exception cref="FormatException">The text is none of the two forms; the message says what is missing and shows no password.</exception>
    public static ServerAddress Parse(string text)
    {
        const string form = "write NAME=imap://user:password@host:port, or NAME=built-in";
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) throw new FormatException($"--server: the name is missing; {form}");
        var name = text[..equals];
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            throw new FormatException($"--server {name}: a name has letters, digits, '-', '_' and '.' only");
        if (text[(equals + 1)..] == "built-in") return new ServerAddress(name, "", 0, "bench", "bench");
        if (!Uri.TryCreate(text[(equals + 1)..], UriKind.Absolute, out var uri) || uri.Scheme != "imap")
            throw new FormatException($"--server {name}: {form}; TLS is not spoken");
        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) throw new FormatException($"--server {name}: user and password are missing; {form}");
        var user = Uri.UnescapeDataString(uri.UserInfo[..colon]);
        var password = Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]);
        if ((user + password).Any(c => c is < ' ' or > '~'))
            throw new FormatException($"--server {name}: user and password have to be printable ASCII");
        return new ServerAddress(name, uri.DnsSafeHost, uri.Port < 0 ? 143 : uri.Port, user, password);
    }
}
