namespace Conformance.Scenarios;

/// <summary>The header <c>cut A 24 lines</c>: the scenario is also run with session A's connection cut after its first line, its second, and so on.</summary>
/// <param name="Lines">The last line after which it is cut, 1 or more.</param>
/// <param name="IsThorough">Only a thorough run does it.</param>
public sealed record CutHeader(SourceLine Line, char Session, int Lines, bool IsThorough, IReadOnlyList<string> Ids, IReadOnlyList<string> Readings)
{
    private const string Expected = "'cut A N lines [thorough]' and requirement ids";

    /// <exception cref="LineException">The header cannot be read.</exception>
    internal static CutHeader Parse(string line, SourceLine at)
    {
        var margin = Margin.Split(line);
        var words = new Words(margin.Text);
        words.Require("cut");
        var session = words.Session();
        var lines = words.Number("a number of lines", 1, 100);
        words.Require("lines", "line");
        var thorough = words.TryTake("thorough");
        if (!words.IsAtEnd)
            throw LineException.Expected(Expected, words.Rest);
        if (margin.Requirements.Count == 0)
            throw LineException.Expected("requirement ids: what a cache shows that does not converge after the cut", "");
        return new CutHeader(at, session, lines, thorough, margin.Requirements, margin.Readings);
    }
}

/// <summary>
/// One such cut. The lines are counted from the moment when the session has something to lose: a cache with a HIGHESTMODSEQ. What the session would still
/// have said is left out, the others go on, and at the end the cache has to converge; nothing else is judged but the invariants.
/// </summary>
/// <param name="AfterLine">After which line of the server's, from 1; the lines of later connections count on.</param>
public sealed record Cut(CutHeader Header, int AfterLine)
{
    public char Session => Header.Session;
}
