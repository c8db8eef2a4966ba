namespace Conformance.Scenarios;

/// <summary>A step of a scenario.</summary>
public abstract record Step(SourceLine Line)
{
    /// <summary>Requirement ids on this step's lines.</summary>
    public abstract IEnumerable<string> Requirements { get; }

    /// <summary>The sessions that it speaks of.</summary>
    public virtual IEnumerable<char> SessionLetters => [];
}

/// <summary>How a session's step talks.</summary>
public enum Talk
{
    /// <summary>Tag, text, CRLF; read until the tagged answer.</summary>
    Command,

    /// <summary>Tag, text, CRLF; read until <c>+</c> or the tagged answer.</summary>
    Begin,

    /// <summary>Text, CRLF to a begun command; read until its tagged answer.</summary>
    Continue,

    /// <summary>Nothing goes out; read until the expectations are met.</summary>
    Wait,

    /// <summary>Exactly these bytes; nothing is read.</summary>
    Raw,
}

/// <summary>What one session says, and what is expected of the answer.</summary>
public sealed record SessionStep(SourceLine Line, char Session, Talk Talk, Template Text, IReadOnlyList<Expectation> Expectations) : Step(Line)
{
    public override IEnumerable<string> Requirements => Expectations.SelectMany(e => e.Requirements);

    public override IEnumerable<char> SessionLetters => [Session];
}

/// <summary><c>together … end</c>: all are sent before any answer is read.</summary>
public sealed record TogetherStep(SourceLine Line, IReadOnlyList<SessionStep> Steps) : Step(Line)
{
    public override IEnumerable<string> Requirements => Steps.SelectMany(s => s.Requirements);

    public override IEnumerable<char> SessionLetters => Steps.SelectMany(s => s.SessionLetters);
}

/// <summary><c>repeat N … end</c>.</summary>
public sealed record RepeatStep(SourceLine Line, int Times, IReadOnlyList<Step> Steps) : Step(Line)
{
    public override IEnumerable<string> Requirements => Steps.SelectMany(s => s.Requirements);

    public override IEnumerable<char> SessionLetters => Steps.SelectMany(s => s.SessionLetters);
}

/// <summary>What a race's history is held against.</summary>
public enum RaceProperty
{
    OneWinner,
    AtMostOneWinner,
    NoLostUpdate,
    ModifiedJustified,
    DistinctValues,
}

/// <summary>A line <c>check …</c> inside a race.</summary>
public sealed record RaceCheck(SourceLine Line, RaceProperty Property, IReadOnlyList<string> Requirements, IReadOnlyList<string> Readings);

/// <summary>A line <c>beside B COMMAND</c> inside a race.</summary>
public sealed record Beside(SourceLine Line, char Session, Template Text);

/// <summary>Sessions of its own that compete for a message.</summary>
public abstract record ContestStep(SourceLine Line, int Sessions, IReadOnlyList<RaceCheck> Checks) : Step(Line)
{
    public override IEnumerable<string> Requirements => Checks.SelectMany(c => c.Requirements);
}

/// <summary><c>race N rounds, K sessions … end</c>.</summary>
/// <param name="Each">What racers send; with several lines the first racer the first, the second the second, and from the start again.</param>
/// <param name="Then">What every racer sends behind it in the same write.</param>
public sealed record RaceStep(
    SourceLine Line,
    int Rounds,
    int Sessions,
    IReadOnlyList<Template> Before,
    IReadOnlyList<Template> Each,
    IReadOnlyList<Template> Then,
    IReadOnlyList<Beside> Besides,
    IReadOnlyList<RaceCheck> Checks) : ContestStep(Line, Sessions, Checks)
{
    public override IEnumerable<char> SessionLetters => Besides.Select(b => b.Session);
}

/// <summary><c>counter N times, K sessions … end</c>: each session adds one to a counter that often, by FETCH and a conditional STORE, without waiting for the others.</summary>
public sealed record CounterStep(SourceLine Line, int Times, int Sessions, IReadOnlyList<RaceCheck> Checks) : ContestStep(Line, Sessions, Checks);

/// <summary><c>connect A</c> (no login), <c>reconnect A</c> (logged in), <c>login A</c> (on the connection that it has), <c>drop A [after line N]</c>.</summary>
public sealed record ConnectionStep(SourceLine Line, char Session, ConnectionAction Action, int? AfterLine = null) : Step(Line)
{
    public override IEnumerable<string> Requirements => [];

    public override IEnumerable<char> SessionLetters => [Session];
}

public enum ConnectionAction
{
    Connect,
    Reconnect,
    LogIn,
    Drop,
}

/// <summary><c>hook NAME</c>.</summary>
public sealed record HookStep(SourceLine Line, string Name) : Step(Line)
{
    public override IEnumerable<string> Requirements => [];
}

/// <summary><c>let $a = $b</c>.</summary>
public sealed record LetStep(SourceLine Line, string Name, Template Value) : Step(Line)
{
    public override IEnumerable<string> Requirements => [];
}

/// <summary><c>check $b &gt; $a</c>, also chained: <c>check $a &lt; $b &lt; $c</c> holds if each neighbouring pair does.</summary>
/// <param name="Level">What not holding amounts to, for <c>check should …</c> (Warn) and <c>check may …</c> (Info).</param>
public sealed record CompareStep(
    SourceLine Line,
    Template Left,
    IReadOnlyList<Relation> Relations,
    AlternativeLevel? Level,
    IReadOnlyList<string> Ids,
    IReadOnlyList<string> Readings) : Step(Line)
{
    public override IEnumerable<string> Requirements => Ids;
}

/// <summary>Two ways to ask the same.</summary>
public enum Agreement
{
    /// <summary>STATUS and what SELECT tells.</summary>
    StatusSelect,

    /// <summary>SEARCH MODSEQ m and FETCH (CHANGEDSINCE m-1).</summary>
    SearchChangedSince,

    /// <summary>FETCH and SEARCH by UID and by sequence number.</summary>
    UidSequence,
}

/// <summary><c>check status equals select</c>, <c>check search equals changedsince</c>, <c>check uid equals sequence</c>.</summary>
public sealed record AgreementStep(SourceLine Line, Agreement What, IReadOnlyList<string> Ids, IReadOnlyList<string> Readings) : Step(Line)
{
    public override IEnumerable<string> Requirements => Ids;
}

/// <summary><c>check ladder A</c>: as <c>check converged</c>, from every earlier point of the session.</summary>
public sealed record LadderStep(SourceLine Line, char Session, IReadOnlyList<string> Ids, IReadOnlyList<string> Readings) : Step(Line)
{
    public override IEnumerable<string> Requirements => Ids;

    public override IEnumerable<char> SessionLetters => [Session];
}

/// <summary><c>check converged A</c>.</summary>
public sealed record ConvergedStep(SourceLine Line, char Session, IReadOnlyList<string> Ids, IReadOnlyList<string> Readings) : Step(Line)
{
    public override IEnumerable<string> Requirements => Ids;

    public override IEnumerable<char> SessionLetters => [Session];
}
