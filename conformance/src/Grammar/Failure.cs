namespace Conformance.Grammar;

/// <summary>The furthest that any way of reading the text came, and what would have let it go on there.</summary>
internal sealed class Failure
{
    private const int MaxNamed = 6;

    private readonly List<(Rule Rule, int Start)> _open = [];
    private readonly SortedSet<string> _expected = new(StringComparer.Ordinal);
    private int _reached = -1;
    private bool _naming;

    /// <summary>The octet to show: where the misfit begins.</summary>
    public int Offset { get; private set; }

    /// <summary>Rules that had read something and were not complete when the furthest misfits were met.</summary>
    public HashSet<string> Rules { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The innermost rule that had already read something.</summary>
    public string Rule { get; private set; } = "";

    public string Expected => _expected.Count <= MaxNamed
        ? string.Join(" / ", _expected)
        : string.Join(" / ", _expected.Take(MaxNamed)) + " / …";

    /// <summary>
    /// From here on the run is repeated to name what was expected at the furthest octet. The first run only measures: naming at every new
    /// furthest octet would cost the depth of the nesting each time.
    /// </summary>
    public void StartNaming() => _naming = true;

    public void Enter(Rule rule, int start) => _open.Add((rule, start));

    public void Leave() => _open.RemoveAt(_open.Count - 1);

    public void Note(int position, Pattern expected)
    {
        if (!_naming)
            _reached = Math.Max(_reached, position);
        else if (position == _reached)
            Note(position, position, NameAt(position) ?? expected.Describe());
    }

    public void Note(int reached, int shown, string expected)
    {
        if (!_naming)
            _reached = Math.Max(_reached, reached);
        if (!_naming || reached != _reached)
            return;
        Offset = _expected.Count == 0 ? shown : Math.Min(Offset, shown);
        _expected.Add(expected);
        foreach (var (rule, start) in _open)
        {
            if (start < reached || Rule.Length == 0)
            {
                Rules.Add(rule.Name);
                Rule = rule.Name;
            }
        }
    }

    /// <summary>The outermost rule that begins at the position: "sequence-set" says more than "an octet of 10".</summary>
    private string? NameAt(int position)
    {
        var name = (string?)null;
        for (var i = _open.Count - 1; i > 0 && _open[i].Start == position; i--)
            name = _open[i].Rule.Name;
        return name;
    }
}
