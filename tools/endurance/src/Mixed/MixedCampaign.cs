using System.Diagnostics;
using System.Globalization;
using Endurance.Mixed.Steps;
using Endurance.Work;

namespace Endurance.Mixed;

/// <summary>Many sessions that do everything; in between all rest and all is compared, or the server is killed and started again.</summary>
public sealed class MixedCampaign(MixedOptions options, string root, string usersFile, IReadOnlyList<User> users, Findings findings, TextWriter output)
{
    /// <summary>Mailboxes whose files are judged after each kill; all are at the end.</summary>
    private const int FilesAtKill = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan BetweenSamples = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(options.Seed);
    private readonly Load _load = new(findings, users, new Gate(options.Sessions));
    private readonly MemoryWatch _serverMemory = new("server", options.Length);
    private readonly MemoryWatch _ownMemory = new("this process", options.Length);
    private readonly Stopwatch _clock = new();
    private readonly List<Task> _working = [];
    private ServerLog? _heard;
    private ServerProcess? _server;
    private int _kills;
    private int _polite;
    private int _checkpoints;
    private int _views;
    private TimeSpan _nextLine = BetweenLines;

    private ServerLog Log => _heard ??= new ServerLog(findings, () => _load.IsStopping);

    /// <summary>Ends when the time is over, or at the first checkpoint that finds something.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var sessions = Enumerable.Range(1, options.Sessions)
            .Select(i => new Session(i, users[i % users.Count], _load, unchecked((options.Seed * 1_000_003) + i) & int.MaxValue)).ToList();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            _server = await ServerProcess.StartAsync(options.Server, root, usersFile, _load.Address, cancellation, Log.Hear);
            _load.Address = _server.Address;
            await CreateAsync(cancellation);
            _clock.Start();
            _working.AddRange(sessions.Select(session => Task.Run(() => WorkAsync(session, ending.Token), CancellationToken.None)));
            var nextKill = NextKill();
            while (findings.Count == 0 && _clock.Elapsed < options.Length)
            {
                var until = TimeSpan.FromTicks(Math.Min(Math.Min((_clock.Elapsed + options.CheckEvery).Ticks, options.Length.Ticks), nextKill.Ticks));
                await WatchAsync(until, cancellation);
                if (findings.Count > 0) break;
                if (until == nextKill)
                {
                    await KillAsync(sessions, cancellation);
                    nextKill = NextKill();
                    continue;
                }
                _load.Gate.Close();
                await CheckAsync(sessions, withOctets: _checkpoints % 4 == 0, cancellation);
                if (_clock.Elapsed < options.Length) _load.Gate.Open();
            }
            await EndAsync(cancellation);
        }
        finally
        {
            await ending.CancelAsync();
            foreach (var one in sessions) one.Disconnect();
            await Task.WhenAll(_working.Select(one => one.ContinueWith(static _ => { }, TaskScheduler.Default)));
            if (findings.ToList() is [var first, ..] && sessions.Find(one => first.StartsWith(one.Who + " ", StringComparison.Ordinal)) is { } session)
                await output.WriteLineAsync($"The last lines of {session.Who}:\n{session.Transcript}");
            if (findings.Count > 0 && _server is not null) await output.WriteLineAsync($"The server's last words:\n{_server.Log}");
            if (_server is not null) await _server.DisposeAsync();
        }
    }

    /// <summary>The table of what was asked, and the figures.</summary>
    public string Summary()
    {
        var commands = _load.Counts().Select(one => string.Create(CultureInfo.InvariantCulture, $"    {one.Command,-24} {one.Ok,9} OK {one.Refused,7} NO"));
        var seconds = Math.Max(1, _clock.Elapsed.TotalSeconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            commands answered, as clients see them
            {string.Join('\n', commands)}
            capabilities offered  {string.Join(' ', _load.Capabilities)}
            sessions              {options.Sessions}, of {users.Count} users with {options.Mailboxes} mailboxes each
            commands answered     {_load.Answered} in {seconds:F0} s, {_load.Answered / seconds:F0} a second
            kills                 {_kills} ({_polite} of them SIGTERM)
            checkpoints           {_checkpoints}, in which {_views} views of sessions were held against a full list
            the server's log      {Log}{string.Concat(Log.Warnings().Select(warning => "\n    " + warning))}
            memory                {_serverMemory}
                                  {_ownMemory}
            """);
    }

    private async Task CreateAsync(CancellationToken cancellation)
    {
        foreach (var user in users)
        {
            using var connection = await Wire.Connection.OpenAsync(_load.Address, user.Name, User.Password, cancellation);
            foreach (var box in user.Boxes)
            {
                if (box.Name != "INBOX") await connection.AskAsync($"CREATE {box.Name}", cancellation);
                await connection.AskAsync($"SELECT {box.Name}", cancellation);
                box.Directory = await ServerProcess.MailboxPathAsync(options.Server, root, user.Name, box.Name, cancellation);
            }
        }
    }

    private async Task WorkAsync(Session session, CancellationToken cancellation)
    {
        while (true)
        {
            await _load.Gate.PassAsync(cancellation);
            try
            {
                if (session.IsConnected) await Repertoire.NextAsync(session, cancellation);
                else await Entering.OpenAsync(session, cancellation);
            }
            catch (IOException e)
            {
                if (!_load.IsStopping && !cancellation.IsCancellationRequested) findings.Add($"{session.Who} {session.Box}: the connection was lost: {e.Message}");
                session.Disconnect();
            }
            catch (InconclusiveException e)
            {
                // A server that says nothing hangs.
                findings.Add($"{session.Who} {session.Box}: {e.Message} after {session.LastSent}");
                throw;
            }
        }
    }

    /// <summary>Lets the sessions work, and looks at the memory now and then.</summary>
    private async Task WatchAsync(TimeSpan until, CancellationToken cancellation)
    {
        using var ticks = new PeriodicTimer(BetweenSamples);
        while (_clock.Elapsed < until && findings.Count == 0 && await ticks.WaitForNextTickAsync(cancellation))
        {
            if (_working.Find(one => one.IsCompleted) is { } ended) await ended;
            _serverMemory.Sample(_server?.Id ?? 0, _clock.Elapsed);
            _ownMemory.Sample(Environment.ProcessId, _clock.Elapsed);
            if (_clock.Elapsed < _nextLine) continue;
            _nextLine += BetweenLines;
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{_clock.Elapsed:hh\\:mm\\:ss} {_load.Answered} commands, {_kills} kills, {_checkpoints} checkpoints of {_views} views, server {_serverMemory.NowMiB:F0} MiB, this process {_ownMemory.NowMiB:F0} MiB, log: {Log}"));
            await output.FlushAsync(cancellation);
        }
    }

    private async Task CheckAsync(List<Session> sessions, bool withOctets, CancellationToken cancellation)
    {
        await AllRestAsync(cancellation);
        var checkpoint = new Checkpoint(_load);
        await checkpoint.RunAsync(sessions, withOctets, cancellation);
        _checkpoints++;
        _views += checkpoint.Views;
    }

    private async Task AllRestAsync(CancellationToken cancellation)
    {
        var resting = _load.Gate.AllRestAsync(Patience, cancellation);
        var first = await Task.WhenAny([resting, .. _working]);
        await first;
    }

    private TimeSpan NextKill() => options.KillEvery is { } every ? _clock.Elapsed + (every * (0.5 + _random.NextDouble())) : TimeSpan.MaxValue;

    /// <summary>In the midst of everything; what comes back is compared, and the sessions come back with their caches.</summary>
    private async Task KillAsync(List<Session> sessions, CancellationToken cancellation)
    {
        var isPolite = _random.Next(100) < options.PolitePercent;
        _load.Gate.Close();
        _load.IsStopping = true;
        if (isPolite) _server!.Terminate();
        else _server!.Kill();
        await _server.WaitForEndAsync(cancellation);
        await AllRestAsync(cancellation);
        foreach (var session in sessions) session.Disconnect();
        await _server.DisposeAsync();
        _kills++;
        if (isPolite) _polite++;
        await CheckFilesAsync(users.SelectMany(user => user.Boxes).OrderBy(_ => _random.Next()).Take(FilesAtKill), cancellation);
        _server = await ServerProcess.StartAsync(options.Server, root, usersFile, _load.Address, cancellation, Log.Hear);
        _load.IsStopping = false;
        await CheckAsync(sessions, withOctets: true, cancellation);
        await CheckOwnNamesAsync(sessions, cancellation);
        _load.Gate.Open();
    }

    /// <summary>A command on its own mailboxes that was in flight may have happened or not.</summary>
    private async Task CheckOwnNamesAsync(List<Session> sessions, CancellationToken cancellation)
    {
        foreach (var user in users)
        {
            using var connection = await Wire.Connection.OpenAsync(_load.Address, user.Name, User.Password, cancellation);
            var there = (await connection.AskAsync("LIST \"\" own-*", cancellation)).Select(response => response.Text.Split(' ')[^1]).ToHashSet();
            foreach (var session in sessions.Where(session => session.User == user)) session.AdoptNames(there);
        }
    }

    /// <summary>The last look: the server is stopped in order, and its files are judged.</summary>
    private async Task EndAsync(CancellationToken cancellation)
    {
        if (findings.Count > 0 || _working.Exists(one => one.IsFaulted)) return;
        _load.IsStopping = true;
        _server!.Terminate();
        await _server.WaitForEndAsync(cancellation);
        await CheckFilesAsync(users.SelectMany(user => user.Boxes), cancellation);
        if (options.Length < TimeSpan.FromSeconds(60)) return;
        _serverMemory.Judge(findings);
        _ownMemory.Judge(findings);
    }

    private async Task CheckFilesAsync(IEnumerable<Box> boxes, CancellationToken cancellation)
    {
        if (options.Check is not { } check) return;
        foreach (var box in boxes) await MailboxCheck.RunAsync(check, box.Directory, $"{box}", findings, cancellation);
    }
}
