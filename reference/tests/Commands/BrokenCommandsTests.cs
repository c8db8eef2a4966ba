using System.Text;
using CsCheck;
using Reference.Commands;
using Reference.Tests.Serving;
using Reference.Wire;

namespace Reference.Tests.Commands;

/// <summary>Commands that are almost right: the parser answers each with a command or a <see cref="SyntaxException"/>, never with anything else.</summary>
public class BrokenCommandsTests
{
    private static readonly string[] Whole =
    [
        "LOGIN demo \"de\\\"mo\"", "AUTHENTICATE PLAIN =", "ENABLE CONDSTORE QRESYNC", "ID (\"name\" NIL)", "LIST \"\" %/*", "RENAME a&-b {1}\r\nc",
        "SELECT x (QRESYNC (7 9 1:5,9 (1,3 2,5)) CONDSTORE)", "STATUS x (MESSAGES HIGHESTMODSEQ)",
        "APPEND x (\\Seen $W) \" 1-Feb-2020 03:04:05 -0330\" {5+}\r\nhello", "APPEND x {1+}\r\na (\\Seen) {2+}\r\nbc", "SEARCH RETURN (MIN ALL) CHARSET UTF-8 OR NOT SUBJECT \"x\" (UID 1:* MODSEQ 7)",
        "UID SEARCH MODSEQ \"/flags/\\\\Seen\" all 7 SINCE 1-Feb-1994 LARGER 5", "FETCH 1:* (FLAGS BODY.PEEK[1.2.HEADER.FIELDS (A B)]<1.2>) (CHANGEDSINCE 5)",
        "UID FETCH 1:* (FLAGS) (VANISHED CHANGEDSINCE 5)", "STORE 1,3:* (UNCHANGEDSINCE 5) -FLAGS.SILENT (\\Seen a)", "UID MOVE $ x", "UID EXPUNGE 1:2",
    ];

    private const string Telling = " ()[]{}\"\\*%$:,<>0\r\n\0\u00FF";

    private static readonly Gen<byte> Octet = Gen.Int[0, Telling.Length + 30].Select(i => (byte)(i < Telling.Length ? Telling[i] : i * 5));

    private static readonly Gen<byte[]> Broken =
        Gen.Select(Gen.Int[0, Whole.Length - 1].Select(i => Whole[i]), Gen.Select(Gen.Int[0, 2], Gen.Int[0, 200], Octet).Array[1, 3], (line, edits) => Edit(line, edits));

    private static byte[] Edit(string line, (int Kind, int At, byte Octet)[] edits)
    {
        var octets = Encoding.Latin1.GetBytes(line).ToList();
        foreach (var (kind, at, octet) in edits)
        {
            if (octets.Count == 0) break;
            var index = at % octets.Count;
            if (kind == 0) octets[index] = octet;
            else if (kind == 1) octets.Insert(index, octet);
            else octets.RemoveAt(index);
        }
        return [.. octets];
    }

    [Fact]
    public void Every_sample_is_a_command() => Assert.All(Whole, line => Parsing.Parse(line));

    [Fact]
    public void A_broken_command_is_refused_or_is_another_command() => Broken.Sample(
        octets =>
        {
            try
            {
                var scanner = new CommandScanner(octets);
                CommandTable.Find(scanner).Parse(scanner);
            }
            catch (SyntaxException e)
            {
                Assert.InRange(e.Offset, -1, octets.Length);
            }
        },
        iter: 20_000, threads: 1);

    [Fact]
    public async Task A_session_survives_them_all_in_step()
    {
        await using var server = await TestServer.StartAsync(new Limits { BadCommandsInARow = int.MaxValue });
        using var client = await server.SelectAsync(messages: 2);
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var line = Whole[random.Next(Whole.Length)];
            if (line.Contains('{', StringComparison.Ordinal)) continue;
            var octets = Edit(line, [(random.Next(3), random.Next(200), (byte)" ()[]\"\\*%$:,<>0"[random.Next(15)])]);
            var text = Encoding.Latin1.GetString(octets);
            var reply = await client.SendAsync(text);
            Assert.True(reply.IsOk || reply.IsNo || reply.IsBad, text);
        }
        (await client.SendAsync("NOOP")).MustBeOk();
    }
}
