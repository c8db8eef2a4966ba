using System.Collections.Immutable;
using Endurance.Wire;

namespace Endurance.Mixed;

/// <summary>One connection after the other of one client, and what it knows: its view of the selected mailbox, and its caches of the
/// others.</summary>
/// <param name="number">From 1.</param>
/// <param name="user">Whose mailboxes.</param>
/// <param name="load">What all sessions share.</param>
/// <param name="seed">Of this session alone.</param>
public sealed class Session(int number, User user, Load load, int seed)
{
    private readonly Dictionary<Box, Cache> _caches = [];
    private Connection? _connection;

    private sealed record Cache(IReadOnlyList<Seen> Messages, ulong ModSeq);

    public int Number => number;

    public User User => user;

    public Load Load => load;

    public Random Random { get; } = new(seed);

    /// <summary>Mailboxes that it made itself, apart from those that all share.</summary>
    public HashSet<string> OwnNames { get; } = [];

    /// <summary>After a restart: of its own mailboxes these are there.</summary>
    public void AdoptNames(IReadOnlySet<string> there)
    {
        OwnNames.Clear();
        OwnNames.UnionWith(there.Where(name => name.StartsWith($"own-{number}-", StringComparison.Ordinal)));
    }

    /// <summary>Letters that it wrote.</summary>
    public int Letters { get; set; }

    public bool IsConnected => _connection is not null;

    public Connection Connection => _connection ?? throw new InvalidOperationException("not connected");

    /// <summary>For findings about a server that hangs.</summary>
    public string LastSent { get; private set; } = "";

    /// <summary>What was said last.</summary>
    public LastLines Transcript { get; } = new();

    public bool CondStore { get; set; }

    public bool QResync { get; set; }

    public bool UidOnly { get; set; }

    public bool Utf8 { get; set; }

    /// <summary>NOTIFY was given: changes may be told while no command runs.</summary>
    public bool IsNotified { get; set; }

    public bool IsLoggedIn { get; set; }

    /// <summary>Message numbers can be sent: they do not change between commands.</summary>
    public bool UsesNumbers => !UidOnly && !IsNotified;

    /// <summary>Tags of searches that go on telling how their results change (RFC 5267).</summary>
    public List<string> Contexts { get; } = [];

    public bool IsReadOnly { get; private set; }

    public Box? Box { get; private set; }

    public View? View { get; private set; }

    public string Who => $"session {number}";

    /// <summary>Messages of the view with a known UID.</summary>
    public IReadOnlyList<Seen> Messages => View is null ? [] : [.. View.Messages.Take(View.Messages.Count - View.Unknown)];

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        (_connection, var greeting) = await Connection.ConnectAsync(load.Address, cancellation);
        if (!greeting.Text.StartsWith("* OK ", StringComparison.Ordinal)) load.Findings.Add($"{Who}: greeted by {greeting.Text}");
        foreach (var capability in greeting.Text.Split('[', ']') is [_, var code, ..] ? code.Split(' ').Skip(1) : []) load.Offered(capability);
    }

    /// <summary>The connection is over; what was known is kept for the next one.</summary>
    public void Disconnect()
    {
        Leave();
        _connection?.Dispose();
        _connection = null;
        Forget();
    }

    /// <summary>Nothing of a login is left (RFC 8437).</summary>
    public void Forget()
    {
        Leave();
        IsLoggedIn = CondStore = QResync = UidOnly = Utf8 = IsNotified = false;
    }

    /// <summary>The mailbox is no longer selected. A client that was told everything keeps its cache (RFC 7162 section 6).</summary>
    public void Leave()
    {
        if (Box is not null && View is { ModSeq: > 0 } view && QResync)
        {
            // Where only UIDs are told, there may be a gap before the last ones.
            var known = Messages.Where(one => !UidOnly || one.Uid <= view.CompleteTo).ToList();
            if (known.TrueForAll(one => one is { Flags: not null, ModSeq: > 0 })) _caches[Box] = new Cache(known, view.ModSeq);
        }
        Contexts.Clear();
        (Box, View, IsReadOnly) = (null, null, false);
    }

    /// <summary>SELECT or EXAMINE in one of its forms, from the cache where there is one.</summary>
    public async Task SelectAsync(Box box, bool isReadOnly, CancellationToken cancellation)
    {
        var cache = QResync && Random.Next(4) > 0 ? _caches.GetValueOrDefault(box) : null;
        var parameter = cache is not null ? $" ({Parameter(box, cache)})" : Random.Next(CondStore ? 2 : 12) == 0 ? " (CONDSTORE)" : "";
        var verb = isReadOnly ? "EXAMINE" : "SELECT";
        var counted = cache is null ? verb + parameter : $"{verb} (QRESYNC)";
        var (before, after) = await SelectAsync(new Command(counted, $"{verb} {box.Name}{parameter}"), cancellation);
        View?.Take(before);
        Leave();
        if (parameter.Length > 0) CondStore = true;
        _caches.Remove(box);
        (Box, View, IsReadOnly) = (box, new View(box, Who, load.Findings), isReadOnly);
        if (cache is not null) View.Begin(cache.Messages, cache.ModSeq);
        View.TakeSelect(after);
        foreach (var response in after)
        {
            if (response.UidValidity is { } validity) box.NoteValidity(validity);
        }
        await LearnAsync(cancellation);
    }

    /// <summary>All four forms: with the mod-sequence alone, with the known UIDs, and with the pairs of numbers and UIDs.</summary>
    private string Parameter(Box box, Cache cache)
    {
        var known = cache.Messages.Count == 0 ? "" : " " + Sets.Of(cache.Messages.Select(message => message.Uid));
        var pairs = "";
        if (!UidOnly && cache.Messages.Count > 3)
        {
            // Some numbers of the cache with their UIDs, as section 3.2.5.2 of RFC 7162 has it.
            var at = Enumerable.Range(0, cache.Messages.Count).Where((_, i) => i % 3 == 1).ToList();
            pairs = $" ({Sets.Of(at.Select(i => (uint)i + 1))} {Sets.Of(at.Select(i => cache.Messages[i].Uid))})";
        }
        return Random.Next(4) switch
        {
            0 => $"QRESYNC ({box.UidValidity} {cache.ModSeq}{known})",
            1 => $"QRESYNC ({box.UidValidity} {cache.ModSeq}{pairs})",
            2 when known.Length > 0 => $"QRESYNC ({box.UidValidity} {cache.ModSeq}{known}{pairs})",
            _ => $"QRESYNC ({box.UidValidity} {cache.ModSeq})",
        };
    }

    private async Task<(List<Response> Before, List<Response> After)> SelectAsync(Command command, CancellationToken cancellation)
    {
        var responses = await ExchangeAsync([command], apply: false, cancellation);
        var border = responses[0].FindIndex(response => response.Code == "CLOSED");
        return border < 0 ? ([], responses[0]) : (responses[0][..border], responses[0][(border + 1)..]);
    }

    /// <summary>Asks for what only EXISTS told of, until nothing is unknown.</summary>
    public async Task LearnAsync(CancellationToken cancellation)
    {
        for (var rounds = 0; View is { Unknown: > 0 } view && rounds < 50; rounds++)
        {
            var known = view.Messages.Count - view.Unknown;
            var items = CondStore ? "(UID FLAGS MODSEQ)" : "(UID FLAGS)";
            if (UsesNumbers && Random.Next(2) == 0) await AskAsync(Command.Of($"FETCH {known + 1}:* {items}"), cancellation);
            else await AskAsync(Command.Of($"UID FETCH {view.CompleteTo + 1}:* {items}"), cancellation);
        }
        if (View is { Unknown: > 0 }) load.Findings.Add($"{Who} {Box}: {View.Unknown} messages were told by EXISTS and never by FETCH");
    }

    public async Task<List<Response>> AskAsync(Command command, CancellationToken cancellation) =>
        (await ExchangeAsync([command], apply: true, cancellation))[0];

    public Task<List<Response>> AskAsync(string text, CancellationToken cancellation) => AskAsync(Command.Of(text), cancellation);

    /// <summary>Sends commands at once and takes their answers in order.</summary>
    public Task AskAsync(IReadOnlyList<Command> commands, CancellationToken cancellation) => ExchangeAsync(commands, apply: true, cancellation);

    private async Task<List<List<Response>>> ExchangeAsync(IReadOnlyList<Command> commands, bool apply, CancellationToken cancellation)
    {
        var tags = commands.Select(_ => Connection.NextTag()).ToList();
        var early = new List<Response>();
        Transcript.Add($"C: {string.Join("; ", commands.Zip(tags).Select(pair => $"{pair.Second} {Short(pair.First.Text)}"))}");
        LastSent = string.Join("; ", commands.Select(command => Short(command.Text)));
        if (commands is [{ IsOnePiece: false } single])
        {
            var isFirst = true;
            foreach (var piece in single.Pieces(tags[0]))
            {
                if (!isFirst && !await IsAskedForAsync(tags[0], early, cancellation)) break;
                await Connection.SendAsync(piece, cancellation);
                isFirst = false;
            }
        }
        else
        {
            await Connection.SendAsync(commands.Zip(tags).SelectMany(pair => pair.First.Pieces(pair.Second).Single()).ToArray(), cancellation);
        }
        var answers = new List<List<Response>>();
        foreach (var (command, tag) in commands.Zip(tags))
        {
            var responses = early;
            early = [];
            while (responses.Count == 0 || responses[^1].Tag != tag) responses.Add(await Connection.ReadAsync(cancellation));
            Finish(command, responses, apply);
            answers.Add(responses);
        }
        return answers;
    }

    /// <summary>Reads up to "+"; a tagged answer instead ends the command.</summary>
    private async Task<bool> IsAskedForAsync(string tag, List<Response> responses, CancellationToken cancellation)
    {
        while (true)
        {
            var response = await Connection.ReadAsync(cancellation);
            if (response.Text[0] == '+') return true;
            responses.Add(response);
            if (response.Tag == tag) return false;
        }
    }

    /// <summary>Judges the tagged response, and takes in what was told up to it.</summary>
    public void Finish(Command command, IReadOnlyList<Response> responses, bool apply = true)
    {
        var tagged = responses[^1];
        foreach (var response in responses) Transcript.Add($"S: {Short(response.Text)}");
        load.Count(command.Name, tagged.Status);
        if (tagged.Status == "OK") command.Answered?.Invoke(responses);
        else if (tagged.Status != "NO" || !command.Refusals.Contains(tagged.Code))
            load.Findings.Add($"{Who} {Box}: {Short(command.Text)}: {tagged.Text}");
        if (apply) View?.Take(responses);
    }

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
