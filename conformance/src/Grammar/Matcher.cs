using System.Runtime.CompilerServices;

namespace Conformance.Grammar;

/// <summary>
/// One run of the grammar over one text. Each rule's ends at a position are found once and remembered, so the work grows with
/// the text and not with the number of ways to read it. Ends that no use of the rule could continue from (<see cref="Rule.Follow"/>)
/// are dropped, which keeps the sets at about one member. A second, slower run with <paramref name="failure"/> finds out where and why a
/// text does not fit.
/// </summary>
internal sealed class Matcher(ReadOnlyMemory<byte> text, Leave leave, Failure? failure)
{
    /// <summary>Rules within rules. The deepest legal answers are threads and nested bodies: three to six rules a level.</summary>
    private const int MaxDepth = 3000;

    private readonly Dictionary<long, (int Start, int Count)> _remembered = [];
    private readonly List<int> _rememberedEnds = [];
    private int[] _ends = new int[256];
    private int _depth;

    public Leave Leave { get; } = leave;

    public int Length => text.Length;

    /// <summary>Where the next end will be pushed; ends from a mark to here belong to the element that set the mark.</summary>
    public int Top { get; private set; }

    /// <summary>The nesting went deeper than <see cref="MaxDepth"/>: the result says nothing.</summary>
    public bool TooDeep { get; private set; }

    /// <summary>True if the rule derives the whole text.</summary>
    public bool Derives(Rule rule)
    {
        var start = Top;
        MatchRule(rule, 0);
        var found = false;
        for (var i = start; i < Top; i++)
        {
            found |= _ends[i] == Length;
            if (_ends[i] != Length)
                failure?.Note(_ends[i], _ends[i], "the end of the text");
        }
        DropTo(start);
        return found;
    }

    public void MatchRule(Rule rule, int position)
    {
        if ((rule.Needs & ~Leave) != 0 || (rule.Barred & Leave) != 0)
            return;
        var key = (long)rule.Number * (Length + 1) + position;
        if (rule.Remembered && _remembered.TryGetValue(key, out var known))
        {
            for (var i = 0; i < known.Count; i++)
                Push(_rememberedEnds[known.Start + i]);
            return;
        }
        if (_depth == MaxDepth || (_depth & 15) == 0 && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            TooDeep = true;
            return;
        }
        if (rule.Guard is { } guard && !guard(Slice(position, Length)))
            return;
        _depth++;
        failure?.Enter(rule, position);
        var start = Top;
        rule.Body.Match(this, position);
        Keep(rule, position, start);
        failure?.Leave();
        _depth--;
        if (!rule.Remembered)
            return;
        _remembered.Add(key, (_rememberedEnds.Count, Top - start));
        for (var i = start; i < Top; i++)
            _rememberedEnds.Add(_ends[i]);
    }

    private void Keep(Rule rule, int position, int start)
    {
        var kept = start;
        for (var i = start; i < Top; i++)
        {
            var end = _ends[i];
            if (failure == null && end < Length && !rule.Follow.Contains(text.Span[end]))
                continue;
            if (rule.Condition is not { } condition || condition(Slice(position, end)))
                _ends[kept++] = end;
            else if (rule.ConditionText.Length > 0)
                failure?.Note(end, position, rule.ConditionText);
        }
        Top = kept;
    }

    public void Push(int end)
    {
        if (Top == _ends.Length)
            Array.Resize(ref _ends, Top * 2);
        _ends[Top++] = end;
    }

    public int EndAt(int index) => _ends[index];

    public void DropTo(int mark) => Top = mark;

    /// <summary>Moves the ends from <paramref name="from"/> up to the top down to <paramref name="to"/>.</summary>
    public void MoveDown(int from, int to)
    {
        Array.Copy(_ends, from, _ends, to, Top - from);
        Top = to + Top - from;
    }

    /// <summary>Removes repeated ends above the mark.</summary>
    public void Distinct(int mark)
    {
        var count = Top - mark;
        if (count < 2)
            return;
        var ends = _ends.AsSpan(mark, count);
        ends.Sort();
        var kept = 1;
        for (var i = 1; i < count; i++)
        {
            if (ends[i] != ends[kept - 1])
                ends[kept++] = ends[i];
        }
        Top = mark + kept;
    }

    /// <summary>Cheap refusal by the next octet. A run that explains lets everything try, to hear what was expected.</summary>
    public bool CanStart(Pattern pattern, int position) =>
        failure != null || pattern.Nullable || position < Length && pattern.First.Contains(text.Span[position]);

    public bool IsIn(int position, ByteSet set) => position < Length && set.Contains(text.Span[position]);

    public bool StartsWith(int position, byte[] expected, bool exact)
    {
        if (position + expected.Length > Length)
            return false;
        var actual = text.Span.Slice(position, expected.Length);
        return exact ? actual.SequenceEqual(expected) : System.Text.Ascii.EqualsIgnoreCase(actual, expected);
    }

    public ReadOnlySpan<byte> Slice(int start, int end) => text.Span[start..end];

    public void Fail(int position, Pattern expected) => failure?.Note(position, expected);

    public void FailBecause(int reached, int shown, string expected) => failure?.Note(reached, shown, expected);
}
