using System.Globalization;
using System.Net;
using Endurance.Model;
using Endurance.Wire;

namespace Endurance.Work;

/// <summary>One connection that changes mailboxes until the server goes. Its own messages are its own: no other writer stores flags on
/// them, so what they must be is known; yet all share the mailboxes.</summary>
public sealed class Writer(int number, IReadOnlyList<Mailbox> mailboxes, int seed, Findings findings, Tally tally)
{
    private const int MostOwn = 30;
    private static readonly string[] OldKeywords = ["$Forwarded", "$MDNSent", "Old1", "old2", "$Junk"];
    private static readonly string[] System = ["\\Seen", "\\Answered", "\\Flagged", "\\Draft"];

    private readonly Random _random = new(unchecked((seed * 1_000_003) + number) & int.MaxValue);
    private Mailbox _selected = mailboxes[number % mailboxes.Count];
    private int _letters;
    private int _keywords;

    /// <summary>Commands sent and not answered when the server went, in order.</summary>
    public List<PendingCommand> Pending { get; } = [];

    public int Number => number;

    /// <summary>Works until the connection is lost.</summary>
    /// <param name="address">The server.</param>
    /// <param name="isStopping">Refusals are no news then.</param>
    /// <param name="count">Called for each command that was sent (false) and for each that was answered (true).</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task WorkAsync(IPEndPoint address, Func<bool> isStopping, Action<bool> count, CancellationToken cancellation)
    {
        try
        {
            using var connection = await Connection.OpenAsync(address, Accounts.User, Accounts.Password, cancellation);
            await SelectAsync(connection, cancellation);
            while (true)
            {
                if (_random.Next(20) == 0)
                {
                    _selected = mailboxes[_random.Next(mailboxes.Count)];
                    await SelectAsync(connection, cancellation);
                }
                await RunAsync(connection, Batch(), count, cancellation);
            }
        }
        catch (IOException e)
        {
            if (!isStopping()) findings.Add($"{_selected.Name}: the connection was lost before the server was stopped: {e.Message}");
        }
        catch (RefusedException e)
        {
            if (!isStopping()) findings.Add($"{_selected.Name}: refused: {e.Message}");
        }
    }

    private async Task SelectAsync(Connection connection, CancellationToken cancellation)
    {
        foreach (var response in await connection.AskAsync($"SELECT {_selected.Name}", cancellation))
            lock (_selected.Gate) _selected.Note(response);
    }

    private async Task RunAsync(Connection connection, List<PendingCommand> batch, Action<bool> count, CancellationToken cancellation)
    {
        foreach (var command in batch)
        {
            command.Tag = connection.NextTag();
            command.Sending();
        }
        Pending.AddRange(batch);
        var sending = connection.SendAsync(batch.SelectMany(command => command.Octets).ToArray(), cancellation);
        foreach (var _ in batch) count(false);
        foreach (var command in batch)
        {
            var responses = new List<Response>();
            do
            {
                var response = await connection.ReadAsync(cancellation);
                lock (_selected.Gate) _selected.Note(response);
                responses.Add(response);
            }
            while (responses[^1].Tag != command.Tag);
            count(true);
            if (responses[^1].Status != "OK") throw new RefusedException($"{command.Text}: {responses[^1].Text}");
            command.Answered(responses, findings);
            Pending.Remove(command);
            tally.Answer();
        }
        await sending;
    }

    /// <summary>One command, or a few that are sent at once; a message that one of them removes is not named by a later one.</summary>
    private List<PendingCommand> Batch()
    {
        lock (_selected.Gate)
        {
            var own = _selected.Messages.Values.Where(message => message.Owner == number).OrderBy(message => message.Uid).ToList();
            var count = _random.Next(10) < 6 ? 1 : _random.Next(2, 5);
            var batch = new List<PendingCommand>();
            while (batch.Count < count) batch.Add(Choose(own));
            return batch;
        }
    }

    private PendingCommand Choose(List<Message> own)
    {
        var kept = own.Where(message => message.DoomSent == 0 && !message.IsLeaving).ToList();
        var doomed = own.Where(message => message.DoomSent > 0 && !message.IsLeaving).ToList();
        var choice = _random.Next(100);
        if (kept.Count > MostOwn) return Doom(own, Some(kept, kept.Count / 2));
        if (kept.Count < 3 || choice < 25) return Append();
        if (choice < 60) return Store(kept);
        if (choice < 68) return new CopyCommand(_selected, Some(kept, 3), mailboxes[_random.Next(mailboxes.Count)], move: false);
        if (choice < 76) return Leave(own, Some(kept, 3), them => new CopyCommand(_selected, them, Other(), move: true));
        if (choice < 84) return Doom(own, Some(kept, 3));
        if (choice < 94 && doomed.Count > 0) return Leave(own, Some(doomed, 10), them => new ExpungeCommand(_selected, them));
        return new ExpungeCommand(_selected, null);
    }

    private AppendCommand Append()
    {
        var size = _random.Next(30) == 0 ? _random.Next(20_000, 200_000) : _random.Next(200, 3000);
        var flags = FlagNames.Set(_random.Next(2) == 0 ? [] : Flags());
        return new AppendCommand(
            _selected, mailboxes[_random.Next(mailboxes.Count)], Letter.Name(number, ++_letters, size), number, flags);
    }

    private StoreCommand Store(List<Message> kept)
    {
        var messages = Some(kept, _random.Next(1, 6));
        ulong? since = null;
        if (_random.Next(3) == 0)
        {
            // Passing for all, for some, or for none of them.
            var known = messages.Select(message => message.ModSeq ?? 0).ToList();
            since = known[_random.Next(known.Count)];
            if (_random.Next(2) == 0) since = Math.Max(since.Value, _selected.Seen);
        }
        return new StoreCommand(_selected, messages, "+-="[_random.Next(3)], FlagNames.Set(Flags()), _random.Next(2) == 0, since);
    }

    private StoreCommand Doom(List<Message> own, List<Message> messages)
    {
        own.RemoveAll(messages.Contains);
        return new StoreCommand(_selected, messages, '+', FlagNames.Set([FlagNames.Deleted]), _random.Next(2) == 0, null);
    }

    private static PendingCommand Leave(List<Message> own, List<Message> messages, Func<List<Message>, PendingCommand> command)
    {
        own.RemoveAll(messages.Contains);
        return command(messages);
    }

    private Mailbox Other() => mailboxes[(IndexOf(_selected) + 1 + _random.Next(mailboxes.Count - 1)) % mailboxes.Count];

    private int IndexOf(Mailbox mailbox) => Enumerable.Range(0, mailboxes.Count).First(i => mailboxes[i] == mailbox);

    private List<Message> Some(List<Message> messages, int most)
    {
        var start = _random.Next(messages.Count);
        return messages.GetRange(start, Math.Min(_random.Next(1, most + 1), messages.Count - start));
    }

    private List<string> Flags()
    {
        var flags = new List<string>();
        for (var count = _random.Next(1, 4); flags.Count < count;)
        {
            var choice = _random.Next(20);
            if (choice == 0 && _keywords < 40) flags.Add(string.Create(CultureInfo.InvariantCulture, $"New{number}x{++_keywords}"));
            else if (choice < 10) flags.Add(OldKeywords[_random.Next(OldKeywords.Length)]);
            else flags.Add(System[_random.Next(System.Length)]);
        }
        return flags;
    }
}
