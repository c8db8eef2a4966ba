using System.Globalization;
using System.Net;

namespace Reference.Serving;

/// <summary>HOST:PORT of the command line; IPv6 in brackets, "localhost" for the loopback, port 0 for any free one.</summary>
public static class ListenAddress
{
    /// <exception cref="FormatException">Says what a right one looks like.</exception>
    public static IPEndPoint Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon > 0 && ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && Host(text[..colon]) is { } address)
        {
            return new IPEndPoint(address, port);
        }
        throw new FormatException($"\"{text}\" is no address to listen on; write 127.0.0.1:1143, [::1]:1143, localhost:1143 or 0.0.0.0:0");
    }

    public static string Format(IPEndPoint endpoint) => endpoint.ToString();

    private static IPAddress? Host(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return IPAddress.Loopback;
        if (host.StartsWith('[') != host.EndsWith(']')) return null;
        var bracketed = host.StartsWith('[');
        if (!IPAddress.TryParse(bracketed ? host[1..^1] : host, out var address)) return null;
        var isV6 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        return isV6 == bracketed ? address : null;
    }
}
