using System.Globalization;
using Conformance.Wire;

namespace Conformance.CommandLine;

/// <summary>Where the server is: <c>host</c>, <c>host:port</c>, <c>[::1]:143</c>, <c>imap://host</c>, <c>imaps://host:993</c>.</summary>
public sealed record ServerAddress(string Host, int Port, TlsMode? Tls)
{
    /// <exception cref="UsageException">It is empty or cannot be read.</exception>
    public static ServerAddress Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new UsageException("--server is empty. Name the server as HOST:PORT, or leave the option out to test the built-in reference server. (Is a variable unset?)");
        var rest = text.Trim();
        TlsMode? tls = null;
        if (Strip(ref rest, "imaps://"))
            tls = TlsMode.Implicit;
        else if (Strip(ref rest, "imap://"))
            tls = null;
        else if (rest.Contains("://", StringComparison.Ordinal))
            throw new UsageException($"--server {text}: the scheme must be imap:// or imaps://");
        rest = rest.TrimEnd('/');
        if (rest.Contains('@', StringComparison.Ordinal))
            throw new UsageException("--server takes no user name; give it with --user and the password with --password or --password-file");

        string host;
        string port;
        if (rest.StartsWith('['))
        {
            var end = rest.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || (end + 1 < rest.Length && rest[end + 1] != ':'))
                throw new UsageException($"--server {text}: write an IPv6 address as [ADDRESS]:PORT");
            host = rest[1..end];
            port = end + 1 < rest.Length ? rest[(end + 2)..] : "";
        }
        else if (rest.Count(c => c == ':') > 1)
        {
            throw new UsageException($"--server {text}: write an IPv6 address as [ADDRESS]:PORT");
        }
        else
        {
            var colon = rest.IndexOf(':', StringComparison.Ordinal);
            host = colon < 0 ? rest : rest[..colon];
            port = colon < 0 ? "" : rest[(colon + 1)..];
            if (colon >= 0 && port.Length == 0)
                throw new UsageException($"--server {text}: a port is missing behind the colon");
        }

        if (host.Length == 0 || host.Any(c => char.IsWhiteSpace(c) || c == '/'))
            throw new UsageException($"--server {text}: expected HOST:PORT");
        if (port.Length == 0)
            return new ServerAddress(host, tls == TlsMode.Implicit ? 993 : 143, tls);
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535)
            throw new UsageException($"--server {text}: a port is a number from 1 to 65535, not '{port}'");
        return new ServerAddress(host, number, tls);
    }

    /// <summary>As it is shown.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static bool Strip(ref string text, string scheme)
    {
        if (!text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        text = text[scheme.Length..];
        return true;
    }
}
