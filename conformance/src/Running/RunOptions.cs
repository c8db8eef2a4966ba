using Conformance.Checking.Invariants;
using Conformance.Grammar;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>How a run goes.</summary>
public sealed record RunOptions
{
    /// <summary>How long a single wait may last.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one attempt at a case may last.</summary>
    public TimeSpan CaseTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the run may last; null: as long as it takes.</summary>
    public TimeSpan? RunTimeout { get; init; }

    /// <summary>Cases at a time.</summary>
    public int Jobs { get; init; } = 4;

    /// <summary>
    /// Connections at a time. Ten to an account and address is a common limit of servers; a case that needs more than are left runs by itself.
    /// </summary>
    public int MaxConnections { get; init; } = 10;

    /// <summary>How many times the rounds a thorough run has.</summary>
    public const int Thorough = 8;

    /// <summary>How often the rounds of races and counters are run that the scenarios ask for: more than once in a thorough run.</summary>
    public int Thoroughness { get; init; } = 1;

    /// <summary>The rounds of a race that a scenario gives so many.</summary>
    public int RoundsOf(int written) => written * Math.Max(1, Thoroughness);

    /// <summary>Decides the mail, and the order where it is shuffled.</summary>
    public int Seed { get; init; }

    public bool Shuffle { get; init; }

    /// <summary>Runs everything that often.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Stops at the first case that fails.</summary>
    public bool FailFast { get; init; }

    /// <summary>What the names of mailboxes begin with.</summary>
    public string Prefix { get; init; } = "conformance";

    /// <summary>Leaves the mailboxes for a look at them.</summary>
    public bool KeepMailboxes { get; init; }

    public Limits Limits { get; init; } = new();
}

/// <summary>What every case of a run shares.</summary>
/// <param name="Syntax">The grammar's judge, or null to leave the grammar unexamined.</param>
/// <param name="Names">Gives the mailboxes their names.</param>
public sealed record RunEnvironment(
    Target Target, Offer Offer, Catalogue Catalogue, SyntaxJudge? Syntax, RunOptions Options, TimeProvider Clock, MailboxNames Names)
{
    /// <summary>Mailboxes that could not be removed, with the reason.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<(string Name, string Why)> LeftMailboxes { get; } = new();

    /// <summary>Rounds of races, and attempts of counters, so far.</summary>
    public RoundTally Rounds { get; } = new();

    /// <summary>Where cases wait for each other before they disturb the server; null where each runs by itself.</summary>
    internal Standstill? Standstill { get; init; }

    internal InvariantContext ContextOf(Scenario scenario) => new(
        Offer.Capabilities, Syntax, scenario.SessionUsers.ToDictionary(u => u.Key.ToString(), u => u.Value));
}

/// <summary>Counts rounds, from several cases at a time.</summary>
public sealed class RoundTally
{
    private long run;

    public long Run => Interlocked.Read(ref run);

    internal void Add(long rounds) => Interlocked.Add(ref run, rounds);
}
