using System.Collections.Immutable;
using System.Net;
using Endurance.Model;
using Endurance.Wire;

namespace Endurance.Work;

/// <summary>A client with a cache of one mailbox, by RFC 7162 section 6: what is told becomes part of the cache at a tagged response,
/// with the mod-sequence that goes with it, and is forgotten when the connection is lost before.</summary>
public sealed class CachingClient(Mailbox mailbox, string name, Findings findings, Tally tally)
{
    private readonly List<Response> _untold = [];
    private Dictionary<uint, (ulong ModSeq, ImmutableSortedSet<string> Flags)> _cache = [];
    private uint _uidValidity;
    private ulong _modSeq;
    private bool _hasNew;

    /// <summary>Brings the cache up to date and compares it with a full listing. No other connection may write meanwhile.</summary>
    public async Task ResyncAsync(IPEndPoint address, bool withKnownUids, CancellationToken cancellation)
    {
        using var connection = await Connection.OpenAsync(address, Accounts.User, Accounts.Password, cancellation);
        var hadModSeq = _modSeq;
        await SelectAsync(connection, withKnownUids, cancellation);
        var listing = new Dictionary<uint, (ulong ModSeq, ImmutableSortedSet<string> Flags)>();
        foreach (var response in await connection.AskAsync("UID FETCH 1:* (FLAGS MODSEQ)", cancellation))
            if (response is { IsFetch: true, Uid: { } uid, ModSeq: { } modSeq, Flags: { } flags }) listing[uid] = (modSeq, flags);
        foreach (var uid in listing.Keys.Union(_cache.Keys).Order())
        {
            var isThere = listing.TryGetValue(uid, out var now);
            var isCached = _cache.TryGetValue(uid, out var cached);
            if (isThere && isCached && now.ModSeq == cached.ModSeq && now.Flags.SetEquals(cached.Flags)) continue;
            findings.Add(
                $"{mailbox.Name}: {name}, back with mod-sequence {hadModSeq}, has UID {uid} "
                + $"{(isCached ? $"{FlagNames.Show(cached.Flags)} {cached.ModSeq}" : "not")} in its cache, the mailbox has it "
                + $"{(isThere ? $"{FlagNames.Show(now.Flags)} {now.ModSeq}" : "not")}");
        }
        tally.Resyncs++;
    }

    /// <summary>Follows the mailbox by IDLE until the connection is lost.</summary>
    public async Task FollowAsync(IPEndPoint address, CancellationToken cancellation)
    {
        try
        {
            using var connection = await Connection.OpenAsync(address, Accounts.User, Accounts.Password, cancellation);
            await SelectAsync(connection, withKnownUids: false, cancellation);
            while (true)
            {
                var tag = connection.NextTag();
                await connection.SendAsync($"{tag} IDLE", cancellation);
                // Whatever is told first ends this round.
                Response response;
                do Take(response = await connection.ReadAsync(cancellation));
                while (response.Text[0] == '+');
                await connection.SendAsync("DONE", cancellation);
                foreach (var rest in await connection.FinishAsync(tag, "IDLE", cancellation)) Take(rest);
                await FetchNewAsync(connection, cancellation);
            }
        }
        catch (Exception e) when (e is IOException or RefusedException)
        {
            // The server is gone. What came since the last tagged response does not count.
        }
        finally
        {
            _untold.Clear();
            _hasNew = false;
        }
    }

    private async Task SelectAsync(Connection connection, bool withKnownUids, CancellationToken cancellation)
    {
        var known = withKnownUids && _cache.Count > 0 ? $" {string.Join(',', _cache.Keys.Order())}" : "";
        var isFirst = _uidValidity == 0;
        var responses = await connection.AskAsync(
            isFirst
                ? $"SELECT {mailbox.Name} (CONDSTORE)"
                : $"SELECT {mailbox.Name} (QRESYNC ({_uidValidity} {_modSeq}{known}))", cancellation);
        foreach (var response in responses)
        {
            Take(response);
            if (response.UidValidity is not { } uidValidity || uidValidity == _uidValidity) continue;
            if (_uidValidity != 0) findings.Add($"{mailbox.Name}: UIDVALIDITY was {_uidValidity} and is {uidValidity}");
            _cache = [];
            _modSeq = 0;
            _uidValidity = uidValidity;
        }
        // QRESYNC tells of new messages too, unless they came after the first EXISTS, or the report was limited to known UIDs (RFC 7162
        // section 3.2.5.1).
        if (!isFirst && known.Length == 0) _hasNew = responses.Count(response => response.IsExists) > 1;
        await FetchNewAsync(connection, cancellation);
    }

    /// <summary>EXISTS tells of messages that nothing else may tell of; only with them is the cache as new as its
    /// mod-sequence.</summary>
    private async Task FetchNewAsync(Connection connection, CancellationToken cancellation)
    {
        for (var rounds = 0; _hasNew && rounds < 100; rounds++)
        {
            _hasNew = false;
            var next = _cache.Keys.DefaultIfEmpty(0u).Max() + 1;
            foreach (var response in await connection.AskAsync($"UID FETCH {next}:* (FLAGS MODSEQ)", cancellation)) Take(response);
        }
        if (!_hasNew) Commit();
    }

    private void Take(Response response)
    {
        _untold.Add(response);
        if (response.IsExists) _hasNew = true;
        lock (mailbox.Gate) mailbox.Note(response);
    }

    private void Commit()
    {
        ulong? told = null;
        ulong highest = 0;
        foreach (var response in _untold)
        {
            told = response.HighestModSeq ?? told;
            highest = Math.Max(highest, response.ModSeq ?? 0);
            if (response is { IsFetch: true, Uid: { } uid, ModSeq: { } modSeq })
            {
                if (response.Flags is { } flags) _cache[uid] = (modSeq, flags);
                else if (_cache.TryGetValue(uid, out var cached)) _cache[uid] = cached with { ModSeq = modSeq };
            }
            foreach (var (first, last) in response.Vanished ?? [])
                foreach (var gone in _cache.Keys.Where(uid => first <= uid && uid <= last).ToList()) _cache.Remove(gone);
        }
        _untold.Clear();
        _modSeq = told ?? Math.Max(_modSeq, highest);
    }
}
