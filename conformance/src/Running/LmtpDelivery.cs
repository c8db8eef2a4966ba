using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Conformance.Running;

/// <summary>Hands one small message to a server by LMTP (RFC 2033), the way that a mail transport agent takes.</summary>
internal static class LmtpDelivery
{
    private const string Message =
        "From: Agent <agent@example.org>\r\nTo: You <you@example.org>\r\nSubject: Delivered by the agent\r\n\r\nNot by IMAP.\r\n.";

    /// <param name="recipient">The local part, with the mailbox as its detail.</param>
    /// <returns>The server's answer to the message.</returns>
    /// <exception cref="BuiltInServerException">The server refused, or hung up.</exception>
    public static async Task<string> RunAsync(IPEndPoint address, string recipient, CancellationToken cancel)
    {
        using var client = new TcpClient(address.AddressFamily);
        await client.ConnectAsync(address, cancel);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await ReplyAsync("the connection", '2');
        await SendAsync("LHLO localhost", '2');
        await SendAsync("MAIL FROM:<agent@example.org>", '2');
        await SendAsync($"RCPT TO:<\"{recipient.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"@localhost>", '2');
        await SendAsync("DATA", '3');
        var taken = await SendAsync(Message, '2');
        await SendAsync("QUIT", '2');
        return taken;

        async Task<string> SendAsync(string line, char wanted)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancel);
            return await ReplyAsync(line.Split('\r')[0], wanted);
        }

        // "250-" goes on, "250 " is the last line of a reply.
        async Task<string> ReplyAsync(string to, char wanted)
        {
            while (true)
            {
                var line = await reader.ReadLineAsync(cancel)
                    ?? throw new BuiltInServerException($"the server hung up after {to}");
                if (line.Length > 3 && line[3] == '-')
                    continue;
                return line.StartsWith(wanted) ? line : throw new BuiltInServerException($"the server answered {to} with: {line}");
            }
        }
    }
}
