namespace Conformance.Scenarios;

/// <summary>A place in a scenario or catalogue file.</summary>
public sealed record SourceLine(string File, int Number)
{
    public override string ToString() => $"{File}:{Number}";
}

/// <summary>One scenario file, read. The language is described in scenarios/README.md.</summary>
/// <param name="Id">Its path below the scenarios folder, without ending: <c>condstore/store/unchangedsince-stale-view</c>.</param>
/// <param name="Prose">Why: the text on top, one paragraph to a line.</param>
public sealed record Scenario(
    string Id,
    string File,
    string Prose,
    Needs Needs,
    IReadOnlyList<MailboxFixture> Mailboxes,
    IReadOnlyDictionary<char, int> SessionUsers,
    IReadOnlyList<IReadOnlyList<Variant>> Variants,
    TimeSpan? Deadline,
    IReadOnlyList<Step> Steps)
{
    /// <summary>Requirement ids that stand on its lines, each once, in order.</summary>
    public IReadOnlyList<string> Requirements => [.. Steps.SelectMany(s => s.Requirements).Distinct()];
}

/// <summary>A scenario with one choice of its variants: what is run, counted and named.</summary>
/// <param name="Id">The scenario's id, with <c>@label</c> (or <c>@a.b</c>) where it has variants.</param>
/// <param name="Fills">The words the variants fill in, by variable name without <c>$</c>; they are templates themselves.</param>
public sealed record ScenarioCase(string Id, Scenario Scenario, IReadOnlyDictionary<string, string> Fills);

/// <summary>What the target must offer, or the scenario is skipped.</summary>
public sealed record Needs(IReadOnlyList<string> Capabilities, IReadOnlyList<string> Hooks, bool SecondUser);

/// <summary>A mailbox made for the scenario.</summary>
/// <param name="Name">The variable's name: <c>mailbox</c> unless given.</param>
/// <param name="Messages">How many messages are appended, 0 or more.</param>
/// <param name="Shifted">UIDs are made to differ from sequence numbers, by expunging earlier messages.</param>
/// <param name="Absent">Only the name is made.</param>
public sealed record MailboxFixture(string Name, int Messages, bool Shifted, bool Absent, SourceLine Line);

/// <summary>One line of a <c>vary</c> block.</summary>
public sealed record Variant(string Label, IReadOnlyDictionary<string, string> Fills, SourceLine Line);
