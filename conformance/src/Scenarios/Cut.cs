namespace Conformance.Scenarios;

/// <summary>What is counted until a session is cut off.</summary>
public enum CutUnit
{
    Lines,

    /// <summary>Octets: also within a line or a literal.</summary>
    Octets,
}

/// <summary>
/// The header <c>cut A 24 lines</c>: the scenario is also run with session A's connection cut after its first line, its second, and so on; <c>cut A 600 octets</c>:
/// after its first octet, its second, and so on.
/// </summary>
/// <param name="Count">The last line, or octet, after which it is cut, 1 or more.</param>
/// <param name="IsThorough">Only a thorough run does it.</param>
public sealed record CutHeader(
    SourceLine Line, char Session, int Count, CutUnit Unit, bool IsThorough, IReadOnlyList<string> Ids, IReadOnlyList<string> Readings)
{
    /// <summary>How many of the octets a run takes that is not thorough.</summary>
    private const int Samples = 6;

    private const string Expected = "'cut A N lines [thorough]' or 'cut A N octets [thorough]' and requirement ids";

    /// <summary>All the cuts that it asks for.</summary>
    public IEnumerable<Cut> Cuts => Enumerable.Range(1, Count).Select(n => new Cut(this, n));

    /// <exception cref="LineException">The header cannot be read.</exception>
    internal static CutHeader Parse(string line, SourceLine at)
    {
        var margin = Margin.Split(line);
        var words = new Words(margin.Text);
        words.Require("cut");
        var session = words.Session();
        var count = words.Number("a number of lines or octets", 1, 2000);
        var unit = words.TryTake("octets") ? CutUnit.Octets : CutUnit.Lines;
        if (unit == CutUnit.Lines)
            words.Require("lines", "line", "octets");
        if (unit == CutUnit.Lines && count > 100)
            throw LineException.Expected("a number of lines (1 to 100)", $"{count}");
        var thorough = words.TryTake("thorough");
        if (!words.IsAtEnd)
            throw LineException.Expected(Expected, words.Rest);
        if (margin.Requirements.Count == 0)
            throw LineException.Expected("requirement ids: what a cache shows that does not converge after the cut", "");
        return new CutHeader(at, session, count, unit, thorough, margin.Requirements, margin.Readings);
    }

    /// <summary>Octets are sampled, evenly and not at the same place of each line, unless the run is thorough.</summary>
    internal bool IsSample(int place) => Unit == CutUnit.Lines || place % Math.Max(1, (Count + Samples - 1) / Samples) == 0;
}

/// <summary>
/// One such cut. The lines, or octets, are counted from the moment when the session has something to lose: a cache with a HIGHESTMODSEQ. What the session would still
/// have said is left out, the others go on, and at the end the cache has to converge; nothing else is judged but the invariants.
/// </summary>
/// <param name="After">After which line or octet of the server's, from 1; those of later connections count on.</param>
public sealed record Cut(CutHeader Header, int After)
{
    public char Session => Header.Session;

    /// <summary>Only a thorough run makes it.</summary>
    public bool IsThorough => Header.IsThorough || !Header.IsSample(After);

    /// <summary>The last label of its case: <c>cut-7</c>, <c>cut-octet-7</c>.</summary>
    public string Label => Header.Unit == CutUnit.Lines ? $"cut-{After}" : $"cut-octet-{After}";
}
