using System.Collections.Immutable;
using Endurance.Model;
using Endurance.Wire;

namespace Endurance.Mixed;

/// <summary>While all sessions rest: every mailbox is listed in full by a new connection, and held against all that was told.</summary>
public sealed class Checkpoint(Load load)
{
    private readonly Dictionary<Box, BoxListing> _listings = [];

    /// <summary>Views that were held against a list.</summary>
    public int Views { get; private set; }

    /// <param name="sessions">All of them, resting.</param>
    /// <param name="withOctets">The messages' octets are read, too.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task RunAsync(IReadOnlyList<Session> sessions, bool withOctets, CancellationToken cancellation)
    {
        await Task.WhenAll(sessions.Where(session => session.IsConnected).Select(session => SettleAsync(session, cancellation)));
        foreach (var user in load.Users) await ListAsync(user, withOctets, cancellation);
        foreach (var session in sessions)
        {
            if (session is { View: not null, Box: not null }) Compare(session);
        }
    }

    /// <summary>A NOOP tells what is left to tell.</summary>
    private static async Task SettleAsync(Session session, CancellationToken cancellation)
    {
        await session.AskAsync("NOOP", cancellation);
        await session.LearnAsync(cancellation);
    }

    private async Task ListAsync(User user, bool withOctets, CancellationToken cancellation)
    {
        using var connection = await Connection.OpenAsync(load.Address, user.Name, User.Password, cancellation);
        foreach (var box in user.Boxes)
        {
            var listing = await ListAsync(connection, box, cancellation);
            _listings[box] = listing;
            box.Settle(listing);
            await CheckStatusAsync(connection, box, listing, cancellation);
            await CheckMetadataAsync(connection, box, cancellation);
            if (withOctets) await CheckOctetsAsync(connection, box, cancellation);
        }
    }

    private async Task<BoxListing> ListAsync(Connection connection, Box box, CancellationToken cancellation)
    {
        var (validity, next, highest, exists) = (0u, 0u, 0UL, 0u);
        foreach (var response in await connection.AskAsync($"EXAMINE {box.Name}", cancellation))
        {
            validity = response.UidValidity ?? validity;
            next = response.UidNext ?? next;
            highest = response.HighestModSeq ?? highest;
            if (response.Numbered is { Kind: "EXISTS" } numbered) exists = numbered.Number;
        }
        var messages = new Dictionary<uint, (ulong, ImmutableSortedSet<string>)>();
        var number = 0u;
        foreach (var response in await connection.AskAsync(exists == 0 ? "NOOP" : "FETCH 1:* (UID FLAGS MODSEQ)", cancellation))
        {
            if (response.Numbered is not { Kind: "FETCH" } numbered) continue;
            if (numbered.Number != ++number) load.Findings.Add($"{box}: FETCH of message {numbered.Number} in place of {number}");
            if (response is { Uid: { } uid, ModSeq: { } modSeq, Flags: { } flags }) messages[uid] = (modSeq, flags);
            else load.Findings.Add($"{box}: without UID, FLAGS or MODSEQ: {response.Text}");
        }
        if (messages.Count != exists) load.Findings.Add($"{box}: {exists} EXISTS, and {messages.Count} messages are listed");
        return new BoxListing(validity, next, highest, messages);
    }

    private async Task CheckStatusAsync(Connection connection, Box box, BoxListing listing, CancellationToken cancellation)
    {
        var unseen = listing.Messages.Values.Count(message => !message.Flags.Contains("\\Seen"));
        var expected = $"MESSAGES {listing.Messages.Count} UIDNEXT {listing.UidNext} UIDVALIDITY {listing.UidValidity} UNSEEN {unseen} HIGHESTMODSEQ {listing.HighestModSeq}";
        var responses = await connection.AskAsync($"STATUS {box.Name} (MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ)", cancellation);
        if (!responses.Any(response => response.Text == $"* STATUS {box.Name} ({expected})"))
            load.Findings.Add($"{box}: the list makes {expected}, STATUS says {responses[0].Text}");
    }

    private async Task CheckMetadataAsync(Connection connection, Box box, CancellationToken cancellation)
    {
        foreach (var (entry, value) in box.Metadata())
        {
            var responses = await connection.AskAsync($"GETMETADATA {box.Name} {entry}", cancellation);
            var expected = value == "NIL" ? $"({entry} NIL)" : $"({entry} \"{value}\")";
            if (value == "NIL" ? responses.Any(response => response.Text.Contains('"', StringComparison.Ordinal)) : !responses[0].Text.EndsWith(expected, StringComparison.Ordinal))
                load.Findings.Add($"{box}: metadata {expected} was answered OK, and now is {responses[0].Text}");
        }
    }

    private async Task CheckOctetsAsync(Connection connection, Box box, CancellationToken cancellation)
    {
        foreach (var response in await connection.AskAsync("UID FETCH 1:* (BODY.PEEK[])", cancellation))
        {
            if (response.Numbered is not { Kind: "FETCH" } || response.Uid is not { } uid || box.LetterOf(uid) is not { } letter) continue;
            if (response.Literals is not [var octets] || Letter.Recognise(octets) != letter) load.Findings.Add($"{box}: UID {uid} was {letter}, and has other octets");
        }
    }

    /// <summary>What a session was told must be what is: anything else is a change that was not told.</summary>
    private void Compare(Session session)
    {
        var (box, view) = (session.Box!, session.View!);
        var listing = _listings[box];
        Views++;
        var uids = view.Messages.Select(message => message.Uid).ToList();
        var expected = listing.Messages.Keys.Order().ToList();
        if (!uids.SequenceEqual(expected))
        {
            load.Findings.Add(
                $"{session.Who} {box}: untold: by what it was told there are UIDs {string.Join(' ', uids)}, and there are {string.Join(' ', expected)}");
            return;
        }
        foreach (var message in view.Messages)
        {
            var (modSeq, flags) = listing.Messages[message.Uid];
            if (message.Flags is not { } told || !told.SetEquals(flags))
                load.Findings.Add($"{session.Who} {box}: untold: UID {message.Uid} was told {(message.Flags is null ? "no flags" : FlagNames.Show(message.Flags))}, and has {FlagNames.Show(flags)}");
            if (session.CondStore && message.ModSeq != 0 && message.ModSeq != modSeq)
                load.Findings.Add($"{session.Who} {box}: untold: UID {message.Uid} was told mod-sequence {message.ModSeq}, and has {modSeq}");
        }
        if (session.QResync && view.ModSeq > listing.HighestModSeq)
            load.Findings.Add($"{session.Who} {box}: the cache is at mod-sequence {view.ModSeq}, HIGHESTMODSEQ is {listing.HighestModSeq}");
    }
}
