using Conformance.Checking;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>One attempt at a case while it runs: its sessions, and what was found so far.</summary>
internal sealed class CaseState(RunEnvironment environment, Scenario scenario, SessionSettings settings) : IAsyncDisposable
{
    /// <summary>Politeness at the end of a case is bounded: a server that does not answer LOGOUT is only hung up on.</summary>
    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Session> sessions = [];

    public RunEnvironment Environment => environment;

    public Scenario Scenario => scenario;

    public SessionSettings Settings => settings;

    public Transcript Transcript => settings.Transcript;

    public List<Finding> Findings { get; } = [];

    /// <summary>Why the rest is skipped, if it is.</summary>
    public string? SkipReason { get; set; }

    /// <summary>Something could not be exercised: nothing that comes after is run.</summary>
    public bool IsBlocked { get; private set; }

    public bool IsOver => IsBlocked || SkipReason is not null;

    /// <summary>When the attempt has to be over; set once it runs.</summary>
    public Deadline? Deadline { get; set; }

    /// <summary>Sessions whose next step is cut after so many lines.</summary>
    public Dictionary<char, int> Armed { get; } = [];

    /// <summary>What comes after this cannot be exercised. Only the first cause is kept.</summary>
    public void Block(string message, SourceLine? line = null, string? lane = null, int? entry = null)
    {
        if (IsBlocked)
            return;
        IsBlocked = true;
        Findings.Add(new Finding(null, Outcome.Blocked, message, lane, entry, line));
    }

    /// <summary>The same, where the finding that says so is there already.</summary>
    public void Block() => IsBlocked = true;

    /// <summary>The session of a lane: a letter, or a name of the runner's own.</summary>
    public Session Session(string lane)
    {
        if (sessions.TryGetValue(lane, out var session))
            return session;
        return sessions[lane] = new Session(settings, lane, AccountOf(lane));
    }

    /// <summary>The session, connected and logged in if this is its first step.</summary>
    /// <exception cref="TargetException">It could not.</exception>
    /// <exception cref="ScenarioRunException">The scenario cut it and did not say <c>reconnect</c>.</exception>
    public async Task<Session> OpenAsync(string lane, CancellationToken cancel)
    {
        var session = Session(lane);
        if (session.IsOpen)
            return session;
        if (session.WasOpen)
            throw new ScenarioRunException($"session {lane} was cut; 'reconnect {lane}' has to stand before its next step");
        await session.OpenAsync(logIn: true, cancel);
        return session;
    }

    /// <summary>Whether that session was cut off by the case's <see cref="Cut"/>: it says nothing more.</summary>
    public bool IsCutOff(char session) => scenario.Cut?.Session == session && sessions.TryGetValue(session.ToString(), out var cut) && cut.IsCutOff;

    /// <summary>Whether the case's <see cref="Cut"/> has been made.</summary>
    public bool IsCut => scenario.Cut is { } cut && IsCutOff(cut.Session);

    /// <summary>What was found so far, and what blocked the steps, does not count.</summary>
    public void Disregard()
    {
        Findings.Clear();
        IsBlocked = false;
        SkipReason = null;
    }

    /// <summary>Ends all sessions, with LOGOUT where they can still say so.</summary>
    public async Task GoodbyeAsync()
    {
        using var deadline = new Deadline(GoodbyeTime, environment.Clock, CancellationToken.None);
        await Task.WhenAll(sessions.Values.Select(s => s.CloseAsync(deadline.Token)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in sessions.Values)
            await session.DisposeAsync();
    }

    private Account AccountOf(string lane) =>
        lane.Length == 1 && scenario.SessionUsers.GetValueOrDefault(lane[0]) == 2 && environment.Target.SecondAccount is { } second
            ? second
            : environment.Target.Account;
}

/// <summary>A scenario asks for what cannot be: our own defect, never the server's.</summary>
internal sealed class ScenarioRunException(string message) : Exception(message);
