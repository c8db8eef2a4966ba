using System.Text;
using Bench.Imap;

namespace Bench.Contestants;

/// <summary>Puts many tiny messages into a mailbox, in the quickest way that the server offers.</summary>
public sealed class Filler(ImapServer server, ImapConnection connection)
{
    private const int AppendedAtMost = 500;
    private const int CopiedAtMost = 5000;

    /// <summary>Appends, then lets the server copy what is there: one command then makes thousands of messages.</summary>
    /// <param name="mailbox">Empty; it is selected afterwards.</param>
    public async Task FillAsync(string mailbox, int messages)
    {
        var there = Math.Min(messages, AppendedAtMost);
        await AppendAsync(mailbox, there);
        await connection.DemandAsync($"SELECT {mailbox} (CONDSTORE)");
        while (there < messages)
        {
            var more = Math.Min(Math.Min(there, CopiedAtMost), messages - there);
            await connection.DemandAsync($"COPY 1:{more} {mailbox}");
            there += more;
            // The next set of numbers needs that the client was told of the new messages.
            await connection.DemandAsync("NOOP");
        }
    }

    /// <summary>APPENDs of tiny messages, several at once as far as the server lets them.</summary>
    public async Task AppendAsync(string mailbox, int messages)
    {
        var all = Enumerable.Range(1, messages).Select(Tiny).ToList();
        if (server.NonSynchronizing < 1000)
        {
            foreach (var message in all) await OneAsync(mailbox, message);
        }
        else
        {
            var perCommand = server.Capabilities.Contains("MULTIAPPEND") ? 100 : 1;
            // Small enough that both ends' socket buffers hold it, answers included.
            foreach (var burst in all.Chunk(100)) await BurstAsync(mailbox, burst.Chunk(perCommand).ToList());
        }
    }

    /// <summary>The octets of one APPEND (RFC 3501 section 6.3.11, RFC 3502) with literals that need no waiting (RFC 7888).</summary>
    public static byte[] Command(string tag, string mailbox, IEnumerable<byte[]> messages)
    {
        var command = new MemoryStream();
        command.Write(Encoding.ASCII.GetBytes($"{tag} APPEND {mailbox}"));
        foreach (var message in messages)
        {
            command.Write(Encoding.ASCII.GetBytes($" {{{message.Length}+}}\r\n"));
            command.Write(message);
        }
        command.Write("\r\n"u8);
        return command.ToArray();
    }

    private async Task BurstAsync(string mailbox, List<byte[][]> commands)
    {
        var octets = commands.SelectMany(messages => Command(connection.NextTag(), mailbox, messages)).ToArray();
        await connection.SendAsync(octets, "APPEND");
        foreach (var _ in commands) (await connection.AnyTaggedAsync("APPEND")).DemandOk(server.Name, "APPEND");
    }

    private async Task OneAsync(string mailbox, byte[] message)
    {
        var tag = connection.NextTag();
        await connection.SendAsync(Encoding.ASCII.GetBytes($"{tag} APPEND {mailbox} {{{message.Length}}}\r\n"), "APPEND");
        await connection.ContinueAsync("APPEND");
        await connection.SendAsync((byte[])[.. message, .. "\r\n"u8], "APPEND");
        (await connection.CompleteAsync(tag, "APPEND")).DemandOk(server.Name, "APPEND");
    }

    private static byte[] Tiny(int number) =>
        Encoding.ASCII.GetBytes($"From: bench@example.org\r\nSubject: {number}\r\nMessage-ID: <{number}@bench.example.org>\r\n\r\n{number}\r\n");
}
