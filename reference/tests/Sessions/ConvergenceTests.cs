using System.Globalization;
using System.Text.RegularExpressions;
using Reference.Tests.Serving;

namespace Reference.Tests.Sessions;

/// <summary>
/// RFC 7162 section 3.2 with section 6: whenever the connection breaks after a tagged response, a client that resynchronises from the
/// HIGHESTMODSEQ that the rules of section 6 give it ends up with what the server has. Two others change the mailbox at random meanwhile.
/// </summary>
public partial class ConvergenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_client_that_loses_its_connection_at_any_tagged_response_loses_no_change(int seed)
    {
        var random = new Random(seed);
        await using var server = await TestServer.StartAsync();
        using var writer = await server.SelectAsync(messages: 12, before: "ENABLE QRESYNC");
        using var client = await server.SelectAsync(before: "ENABLE QRESYNC");
        var cache = new Cache();
        cache.Take(await client.SendAsync("SELECT x"), opening: true);
        cache.Take(await client.SendAsync("UID FETCH 1:* (FLAGS)"));
        for (var step = 0; step < 60; step++)
        {
            for (var i = random.Next(3); i > 0; i--) await ChangeAsync(writer, random);
            string[] commands =
            [
                "NOOP", "FETCH 1 (FLAGS)", "SEARCH ALL", "STORE 1 -FLAGS (\\Answered)", "FETCH 1:* (MODSEQ)",
                "UID SEARCH MODSEQ 1", "UID STORE 1:* +FLAGS ($Seen)", "EXPUNGE", "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1)", "STORE 1 FLAGS ()",
            ];
            var reply = await client.SendAsync(commands[random.Next(commands.Length)]);
            cache.Take(reply);
            await CheckAsync(server, cache, $"seed {seed}, step {step}, after {reply}");
        }
    }

    private static async Task ChangeAsync(Conversation writer, Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                await writer.AppendAsync("x", "Subject: new\r\n\r\nx");
                break;
            case 1:
                await writer.SendAsync($"UID STORE {random.Next(1, 20)} +FLAGS.SILENT (\\Deleted)");
                await writer.SendAsync("EXPUNGE");
                break;
            default:
                await writer.SendAsync($"UID STORE {random.Next(1, 20)} {"+-"[random.Next(2)]}FLAGS.SILENT (\\Flagged)");
                break;
        }
    }

    private static async Task CheckAsync(TestServer server, Cache cache, string when)
    {
        using var resumed = await server.LogInAsync();
        await resumed.SendAsync("ENABLE QRESYNC");
        var resynced = cache.Copy();
        resynced.Take(await resumed.SendAsync($"SELECT x (QRESYNC ({cache.UidValidity} {cache.HighestModSeq}))"), opening: true);
        // New messages are the client's own matter: it knows where its cache ended.
        resynced.Take(await resumed.SendAsync($"UID FETCH {cache.LargestUid + 1}:* (FLAGS)"));
        var truth = new Cache();
        truth.Take(await resumed.SendAsync("UID FETCH 1:* (FLAGS)"));
        Assert.True(truth.Flags.OrderBy(f => f.Key).SequenceEqual(resynced.Flags.OrderBy(f => f.Key)),
            $"{when}: have {resynced}, should have {truth}");
    }

    /// <summary>A disconnected client's copy, by UID, and the HIGHESTMODSEQ of section 6.</summary>
    private sealed partial class Cache
    {
        public SortedDictionary<uint, string> Flags { get; private init; } = [];

        public ulong UidValidity { get; private set; }

        public ulong HighestModSeq { get; private set; }

        public uint LargestUid => Flags.Count == 0 ? 0 : Flags.Keys.Max();

        public Cache Copy() => new() { Flags = new(Flags), UidValidity = UidValidity, HighestModSeq = HighestModSeq };

        public void Take(Reply reply, bool opening = false)
        {
            var highest = 0ul;
            foreach (var line in reply.Untagged)
            {
                if (VanishedLine().Match(line) is { Success: true } vanished)
                {
                    foreach (var uid in Uids(vanished.Groups[1].Value)) Flags.Remove(uid);
                }
                else if (FetchLine().Match(line) is { Success: true } && Uid().Match(line) is { Success: true } uid)
                {
                    var number = uint.Parse(uid.Groups[1].Value, CultureInfo.InvariantCulture);
                    if (FlagList().Match(line) is { Success: true } flags)
                        Flags[number] = string.Join(' ', flags.Groups[1].Value.Replace("\\Recent", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries).Order());
                    if (ModSeq().Match(line) is { Success: true } modSeq)
                        highest = Math.Max(highest, ulong.Parse(modSeq.Groups[1].Value, CultureInfo.InvariantCulture));
                }
            }
            if (opening) UidValidity = reply.Code("UIDVALIDITY");
            HighestModSeq = reply.HasCode("HIGHESTMODSEQ") ? reply.Code("HIGHESTMODSEQ") : Math.Max(HighestModSeq, highest);
        }

        public override string ToString() => string.Join(", ", Flags.Select(f => $"{f.Key}({f.Value})"));

        private static IEnumerable<uint> Uids(string set)
        {
            foreach (var range in set.Split(','))
            {
                var ends = range.Split(':').Select(end => uint.Parse(end, CultureInfo.InvariantCulture)).ToArray();
                for (var uid = ends[0]; uid <= ends[^1]; uid++) yield return uid;
            }
        }

        [GeneratedRegex(@"^\* VANISHED (?:\(EARLIER\) )?([0-9:,]+)$")]
        private static partial Regex VanishedLine();

        [GeneratedRegex(@"^\* \d+ FETCH ")]
        private static partial Regex FetchLine();

        [GeneratedRegex(@"UID (\d+)")]
        private static partial Regex Uid();

        [GeneratedRegex(@"MODSEQ \((\d+)\)")]
        private static partial Regex ModSeq();

        [GeneratedRegex(@"FLAGS \(([^)]*)\)")]
        private static partial Regex FlagList();
    }
}
