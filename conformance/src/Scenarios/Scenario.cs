namespace Conformance.Scenarios;

/// <summary>A place in a scenario or catalogue file.</summary>
public sealed record SourceLine(string File, int Number)
{
    public override string ToString() => $"{File}:{Number}";
}

/// <summary>One scenario file, read. The language is described in scenarios/README.md.</summary>
/// <param name="Id">Its path below the scenarios folder, without ending: <c>condstore/store/unchangedsince-stale-view</c>.</param>
/// <param name="Prose">Why: the text on top, one paragraph to a line.</param>
/// <param name="Variants">What its <c>vary</c> headers say; the steps are those of one choice of them, with its words filled in.</param>
/// <param name="Source">The file's text as it is.</param>
public sealed record Scenario(
    string Id,
    string File,
    string Prose,
    Needs Needs,
    IReadOnlyList<MailboxFixture> Mailboxes,
    IReadOnlyDictionary<char, int> SessionUsers,
    IReadOnlyList<IReadOnlyList<Variant>> Variants,
    TimeSpan? Deadline,
    IReadOnlyList<Step> Steps,
    string Source)
{
    /// <summary>Only a thorough run, or one that names it, runs it.</summary>
    public bool IsThorough { get; init; }

    /// <summary>The header that has it run again with a session cut off in ever other places.</summary>
    public CutHeader? CutHeader { get; init; }

    /// <summary>Where a session is cut off in this run of it.</summary>
    public Cut? Cut { get; init; }

    /// <summary>Requirement ids that stand on its lines, each once, in order; of a run with a cut, those that it is judged by.</summary>
    public IReadOnlyList<string> Requirements => Cut is { } cut ? cut.Header.Ids : [.. Steps.SelectMany(s => s.Requirements).Distinct()];

    /// <summary>The letters of its sessions, each once, in order of first use.</summary>
    public IReadOnlyList<char> Sessions => [.. Steps.SelectMany(s => s.SessionLetters).Distinct()];
}

/// <summary>A scenario with one choice of its variants: what is run, counted and named.</summary>
/// <param name="Id">The scenario's id, with <c>@label</c> (or <c>@a.b</c>) where it has variants; the last label of a run with a cut is <c>cut-12</c>.</param>
/// <param name="Scenario">With the words of this choice already filled in, everywhere.</param>
/// <param name="Fills">Which words those were, by name without <c>$</c>; for showing only.</param>
public sealed record ScenarioCase(string Id, Scenario Scenario, IReadOnlyDictionary<string, string> Fills)
{
    /// <summary>Only a thorough run, or one that names it, runs it.</summary>
    public bool IsThorough => Scenario.IsThorough || Scenario.Cut is { IsThorough: true };
}

/// <summary>What the target must offer, or the scenario is skipped.</summary>
/// <param name="Without">Capabilities that it must not offer: <c>not:QRESYNC</c>.</param>
public sealed record Needs(IReadOnlyList<string> Capabilities, IReadOnlyList<string> Without, IReadOnlyList<string> Hooks, bool SecondUser);

/// <summary>A mailbox made for the scenario.</summary>
/// <param name="Name">The variable's name: <c>mailbox</c> unless given.</param>
/// <param name="Messages">How many messages are appended, 0 or more.</param>
/// <param name="Shifted">UIDs are made to differ from sequence numbers, by expunging earlier messages.</param>
/// <param name="Absent">Only the name is made.</param>
public sealed record MailboxFixture(string Name, int Messages, bool Shifted, bool Absent, SourceLine Line)
{
    /// <summary>What stands before <c>uid1</c>, <c>uidvalidity</c> and <c>uidnext</c> in its variables: nothing, or <c>other.</c></summary>
    public string Prefix => Name == "mailbox" ? "" : Name + ".";

    /// <summary>All variables that it binds, without <c>$</c>.</summary>
    public IEnumerable<string> Variables => Absent
        ? [Name]
        : [Name, Prefix + "uidvalidity", Prefix + "uidnext", .. Enumerable.Range(1, Messages).Select(n => $"{Prefix}uid{n}")];
}

/// <summary>One line of a <c>vary</c> block.</summary>
public sealed record Variant(string Label, IReadOnlyDictionary<string, string> Fills, SourceLine Line);
