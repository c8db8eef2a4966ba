using Bench.Imap;

namespace Bench.Contestants;

/// <summary>What was changed in a mailbox since a client last knew it.</summary>
/// <param name="UidValidity">As SELECT told it.</param>
/// <param name="ModSeq">HIGHESTMODSEQ before the changes.</param>
/// <param name="Changed">UIDs of the messages whose flags were changed.</param>
/// <param name="Expunged">UIDs of the messages that are gone.</param>
public sealed record Changes(ulong UidValidity, ulong ModSeq, IReadOnlyList<uint> Changed, IReadOnlyList<uint> Expunged);

/// <summary>A mailbox with many messages, kept at its size, whose UIDs and flags the bench knows.</summary>
public sealed class BigMailbox
{
    private const int ChangesAtOnce = 10;

    private readonly ImapServer _server;
    private readonly List<uint> _uids = [];
    private readonly HashSet<uint> _flagged = [];

    private BigMailbox(ImapServer server, string name, int size)
    {
        _server = server;
        Name = name;
        Size = size;
    }

    /// <summary>Quoted as it goes into commands.</summary>
    public string Name { get; }

    /// <summary>What it is brought back to before each change.</summary>
    public int Size { get; }

    /// <summary>Messages that are there now.</summary>
    public int Count => _uids.Count;

    public static async Task<BigMailbox> CreateAsync(ImapServer server, int size)
    {
        await using var connection = await server.ConnectAsync();
        var mailbox = new BigMailbox(server, await server.CreateMailboxAsync(connection), size);
        await new Filler(server, connection).FillAsync(mailbox.Name, size);
        await mailbox.LearnAsync(connection);
        return mailbox;
    }

    /// <summary>Brings the mailbox back to its size, notes where it stands, then changes ten messages' flags, each by a command, and expunges ten.</summary>
    /// <param name="connection">Has the mailbox selected afterwards.</param>
    public async Task<Changes> ChangeAsync(ImapConnection connection, Random random)
    {
        if (_uids.Count < Size)
        {
            await new Filler(_server, connection).AppendAsync(Name, Size - _uids.Count);
            await connection.DemandAsync($"SELECT {Name} (CONDSTORE)");
            await LearnAsync(connection);
        }
        ulong? validity = null, modSeq = null;
        await connection.DemandAsync($"SELECT {Name} (CONDSTORE)", line =>
        {
            if (!line.StartsWith("* OK ["u8)) return;
            var text = System.Text.Encoding.UTF8.GetString(line);
            validity ??= Completion.Number(text, "UIDVALIDITY");
            modSeq ??= Completion.Number(text, "HIGHESTMODSEQ");
        });
        if (validity is null || modSeq is null) throw new BenchException($"{_server.Name}: SELECT {Name} told no UIDVALIDITY or no HIGHESTMODSEQ");

        var picked = new HashSet<uint>();
        while (picked.Count < Math.Min(2 * ChangesAtOnce, _uids.Count)) picked.Add(_uids[random.Next(_uids.Count)]);
        var changed = picked.Take(picked.Count / 2).ToList();
        var expunged = picked.Skip(picked.Count / 2).ToList();
        foreach (var uid in changed)
        {
            var sign = _flagged.Contains(uid) ? '-' : '+';
            await connection.DemandAsync($"UID STORE {uid} {sign}FLAGS.SILENT (\\Flagged)");
            if (!_flagged.Remove(uid)) _flagged.Add(uid);
        }
        var set = string.Join(',', expunged);
        await connection.DemandAsync($"UID STORE {set} +FLAGS.SILENT (\\Deleted)");
        await connection.DemandAsync(_server.Capabilities.Contains("UIDPLUS") ? $"UID EXPUNGE {set}" : "EXPUNGE");
        _uids.RemoveAll(expunged.Contains);
        _flagged.ExceptWith(expunged);
        return new Changes(validity.Value, modSeq.Value, changed, expunged);
    }

    private async Task LearnAsync(ImapConnection connection)
    {
        var after = _uids.Count > 0 ? _uids[^1] : 0;
        var known = _uids.Count;
        await connection.DemandAsync($"UID FETCH {after + 1}:* (UID)", line =>
        {
            // "n:*" tells the last message also when its UID is below n (RFC 3501 section 9, seq-range).
            if (FetchResponse.TryParse(line, out var fetch) && fetch.Uid > after) _uids.Add(fetch.Uid);
        });
        _uids.Sort();
        if (_uids.Count != Size)
            throw new BenchException($"{_server.Name}: mailbox {Name} should have {Size} messages and has {_uids.Count} ({_uids.Count - known} of them new)");
    }
}
