using System.Collections.Immutable;
using System.Net;
using Endurance.Model;
using Endurance.Wire;

namespace Endurance.Work;

/// <summary>Holds a restarted server against all that was answered before, and takes over what became of the commands in flight. Nobody
/// else writes meanwhile.</summary>
public sealed class Examiner(IReadOnlyList<Mailbox> mailboxes, IReadOnlyList<Writer> writers, Findings findings, Tally tally)
{
    private sealed record Listed(uint Uid, string Letter, ImmutableSortedSet<string> Flags, ulong ModSeq);

    /// <summary>A message that a command in flight may have made, and the flags it may have.</summary>
    private sealed record Maker(
        Writer Writer, PendingCommand Command, Mailbox Mailbox, string Letter, Message? Original, List<ImmutableSortedSet<string>> Flags);

    private readonly HashSet<PendingCommand> _seenToHappen = [];

    /// <param name="address">The server.</param>
    /// <param name="indexDeleted">Mailboxes whose mod-sequences had to be raised.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task ExamineAsync(IPEndPoint address, IReadOnlySet<Mailbox> indexDeleted, CancellationToken cancellation)
    {
        _seenToHappen.Clear();
        using var connection = await Connection.OpenAsync(address, Accounts.User, Accounts.Password, cancellation);
        var moved = new List<(Message Message, CopyCommand Command)>();
        var made = new List<Maker>();
        var makers = Makers();
        foreach (var mailbox in mailboxes)
        {
            var listed = await ListAsync(connection, mailbox, cancellation);
            HoldAgainstMessages(mailbox, listed, !indexDeleted.Contains(mailbox), moved);
            Adopt(mailbox, listed, makers, made);
        }
        foreach (var group in moved.GroupBy(gone => (gone.Command.Target, gone.Message.Letter)))
        {
            if (made.Count(one => one.Mailbox == group.Key.Target && one.Letter == group.Key.Letter) >= group.Count()) continue;
            var (message, command) = group.First();
            findings.Add($"{message.Mailbox.Name}: UID {message.Uid} ({message.Letter}) is in neither mailbox after {command.Text}");
        }
        tally.MovedTwice += made.Count(copy =>
            copy.Original is { } original && copy.Command.MayRemove(original) && !moved.Any(gone => gone.Message == original));
        foreach (var writer in writers)
        {
            tally.InFlightKept += writer.Pending.Count(_seenToHappen.Contains);
            tally.InFlightLost += writer.Pending.Count(command => !_seenToHappen.Contains(command));
            writer.Pending.Clear();
        }
        foreach (var mailbox in mailboxes)
        {
            mailbox.ExpungesRunning = 0;
            mailbox.ExpungeEnded = Mailbox.Now();
            foreach (var message in mailbox.Messages.Values)
            {
                message.IsLeaving = false;
                if (message.DoomSent > 0 && message.DoomAnswered == 0 && !message.Flags.Contains(FlagNames.Deleted)) message.DoomSent = 0;
                else if (message.DoomSent > 0) message.DoomAnswered = Mailbox.Now();
            }
        }
    }

    private async Task<Dictionary<uint, Listed>> ListAsync(Connection connection, Mailbox mailbox, CancellationToken cancellation)
    {
        var highest = 0UL;
        foreach (var response in await connection.AskAsync($"SELECT {mailbox.Name}", cancellation))
        {
            if (response.UidValidity is { } uidValidity && mailbox.UidValidity != uidValidity)
            {
                if (mailbox.UidValidity != 0) findings.Add($"{mailbox.Name}: UIDVALIDITY was {mailbox.UidValidity} and is {uidValidity}");
                mailbox.UidValidity = uidValidity;
            }
            if (response.UidNext is { } next && next < mailbox.UidFloor)
                findings.Add($"{mailbox.Name}: UIDNEXT fell from {mailbox.UidFloor} to {next}");
            highest = response.HighestModSeq ?? highest;
            mailbox.Note(response);
        }
        if (highest < mailbox.Floor) findings.Add($"{mailbox.Name}: HIGHESTMODSEQ fell from {mailbox.Floor} to {highest}");
        var listed = new Dictionary<uint, Listed>();
        foreach (var response in await connection.AskAsync("UID FETCH 1:* (FLAGS MODSEQ BODY.PEEK[])", cancellation))
        {
            if (response is not { IsFetch: true, Uid: { } uid, ModSeq: { } modSeq, Flags: { } flags, Literals: [var octets] }) continue;
            if (modSeq > highest) findings.Add($"{mailbox.Name}: UID {uid} has mod-sequence {modSeq}, HIGHESTMODSEQ is {highest}");
            if (mailbox.Told(uid) is { } told && told.ModSeq > modSeq)
                findings.Add($"{mailbox.Name}: UID {uid} went back from mod-sequence {told.ModSeq} to {modSeq}");
            var letter = Letter.Recognise(octets);
            if (letter is null) findings.Add($"{mailbox.Name}: UID {uid} has other octets than were appended");
            listed[uid] = new Listed(uid, letter ?? "", flags, modSeq);
            mailbox.Note(response);
        }
        return listed;
    }

    private void HoldAgainstMessages(
        Mailbox mailbox, Dictionary<uint, Listed> listed, bool hasIndex, List<(Message Message, CopyCommand Command)> moved)
    {
        var pending = writers.SelectMany(writer => writer.Pending).Where(command => command.Source == mailbox).ToList();
        // Told to be gone by a MOVE that was not answered: gone here, so it must be there.
        foreach (var move in pending.OfType<CopyCommand>())
            foreach (var (_, _, original, _) in move.MayMake())
                if (original is not null && move.MayRemove(original) && mailbox.Gone.Contains(original.Uid)) moved.Add((original, move));
        foreach (var uid in mailbox.Gone.Where(listed.ContainsKey))
            findings.Add($"{mailbox.Name}: UID {uid} was expunged and is back");
        foreach (var message in mailbox.Messages.Values.ToList())
        {
            if (listed.TryGetValue(message.Uid, out var now)) HoldAgainst(message, now, pending, hasIndex);
            else MissAt(message, pending, moved);
        }
    }

    private void HoldAgainst(Message message, Listed now, List<PendingCommand> pending, bool hasIndex)
    {
        var name = $"{message.Mailbox.Name}: UID {message.Uid} ({message.Letter})";
        if (now.Letter != message.Letter) findings.Add($"{name} is another message now: {now.Letter}");
        var possible = Possible(message, message.Flags, pending);
        if (!possible.Any(flags => flags.SetEquals(now.Flags)))
        {
            findings.Add(
                $"{name} has flags {FlagNames.Show(now.Flags)}; by what was answered they are "
                + string.Join(" or ", possible.Select(FlagNames.Show)));
        }
        if (message.ModSeq is null && now.ModSeq <= message.BornAbove)
            findings.Add($"{name} was made after {message.BornAbove} was told, and has mod-sequence {now.ModSeq}");
        if (message.ModSeq > now.ModSeq) findings.Add($"{name} went back from mod-sequence {message.ModSeq} to {now.ModSeq}");
        if (hasIndex && message.ModSeq < now.ModSeq && possible.Count == 1) tally.RaisedForNothing++;
        if (!now.Flags.SetEquals(message.Flags))
        {
            _seenToHappen.UnionWith(
                pending.Where(command => command.FlagsAfter(message, message.Flags) is { } after && after.SetEquals(now.Flags)));
        }
        message.Flags = now.Flags;
        message.ModSeq = now.ModSeq;
    }

    private void MissAt(Message message, List<PendingCommand> pending, List<(Message Message, CopyCommand Command)> moved)
    {
        var mailbox = message.Mailbox;
        var remover = pending.FirstOrDefault(command => command.MayRemove(message));
        var byOthers = message.DoomSent > 0 && (mailbox.ExpungesRunning > 0 || mailbox.ExpungeEnded > message.DoomSent);
        if (remover is null && !byOthers)
        {
            findings.Add(
                $"{mailbox.Name}: UID {message.Uid} ({message.Letter}, {FlagNames.Show(message.Flags)}) was answered OK and is missing");
        }
        if (remover is CopyCommand move) moved.Add((message, move));
        if (remover is not null) _seenToHappen.Add(remover);
        mailbox.Remove(message.Uid);
    }

    /// <summary>Messages that nobody was told of: each must come from a command in flight.</summary>
    private void Adopt(Mailbox mailbox, Dictionary<uint, Listed> listed, List<Maker> makers, List<Maker> made)
    {
        foreach (var now in listed.Values.OrderBy(one => one.Uid))
        {
            if (mailbox.Messages.ContainsKey(now.Uid) || mailbox.Gone.Contains(now.Uid)) continue;
            var maker = makers.Find(maker =>
                maker.Mailbox == mailbox && maker.Letter == now.Letter && maker.Flags.Any(now.Flags.SetEquals));
            if (maker is null)
            {
                findings.Add(
                    $"{mailbox.Name}: UID {now.Uid} ({now.Letter} {FlagNames.Show(now.Flags)}) "
                    + "comes from no command, answered or in flight");
                continue;
            }
            makers.Remove(maker);
            made.Add(maker);
            _seenToHappen.Add(maker.Command);
            if (now.ModSeq <= mailbox.FloorBefore)
            {
                findings.Add(
                    $"{mailbox.Name}: UID {now.Uid} is new, mod-sequence {mailbox.FloorBefore} was told before, it has {now.ModSeq}");
            }
            if (now.Uid < mailbox.UidFloorBefore)
                findings.Add($"{mailbox.Name}: UID {now.Uid} is new, UIDNEXT was {mailbox.UidFloorBefore} before it was made");
            mailbox.Adopt(now.Uid, maker.Letter, maker.Writer.Number, now.Flags, now.ModSeq);
        }
    }

    /// <summary>Before anything is taken over: the flags of an original may be older than those that are found now.</summary>
    private List<Maker> Makers() =>
    [
        .. writers.SelectMany(writer => writer.Pending.SelectMany(command => command.MayMake().Select(one => new Maker(
            writer, command, one.Mailbox, one.Letter, one.Original,
            one.Original is { } original ? Possible(original, one.Flags, writer.Pending) : [one.Flags])))),
    ];

    /// <summary>Each command in flight may or may not have been carried out, in order.</summary>
    private static List<ImmutableSortedSet<string>> Possible(
        Message message, ImmutableSortedSet<string> flags, IEnumerable<PendingCommand> pending)
    {
        var possible = new List<ImmutableSortedSet<string>> { flags };
        foreach (var command in pending)
            foreach (var before in possible.ToList())
                if (command.FlagsAfter(message, before) is { } after && !possible.Any(after.SetEquals)) possible.Add(after);
        return possible;
    }
}
