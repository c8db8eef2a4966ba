namespace Conformance.Grammar;

/// <summary><c>a*b element</c>, and the option <c>[element]</c> as 0 to 1.</summary>
internal sealed class RepeatPattern(int min, int max, Pattern inner) : Pattern
{
    public int Min { get; } = min;

    /// <summary><see cref="int.MaxValue"/> for no upper bound.</summary>
    public int Max { get; } = max;

    public Pattern Inner { get; set; } = inner;

    public override void Match(Matcher matcher, int position)
    {
        if (Inner is BytePattern { Set: var set })
            MatchBytes(matcher, position, set);
        else
            MatchLevels(matcher, position);
    }

    private void MatchBytes(Matcher matcher, int position, ByteSet set)
    {
        var count = 0;
        while (count < Max && matcher.IsIn(position + count, set))
            count++;
        if (count < Max)
            matcher.Fail(position + count, Inner);
        for (var length = Min; length <= count; length++)
            matcher.Push(position + length);
    }

    /// <summary>
    /// Level n holds the ends after n repetitions. Beyond the minimum a level only keeps ends that are new, so the loop ends at
    /// the latest when the input does, also around an element that can be empty.
    /// </summary>
    private void MatchLevels(Matcher matcher, int position)
    {
        List<int> level = [position], found = Min == 0 ? [position] : [];
        var highest = Min == 0 ? position : -1;
        for (var count = 1; count <= Max && level.Count > 0; count++)
        {
            var start = matcher.Top;
            foreach (var from in level)
            {
                if (matcher.CanStart(Inner, from))
                    Inner.Match(matcher, from);
            }
            matcher.Distinct(start);
            level.Clear();
            for (var i = start; i < matcher.Top; i++)
            {
                var end = matcher.EndAt(i);
                if (count < Min)
                {
                    level.Add(end);
                }
                else if (end > highest || !found.Contains(end))
                {
                    level.Add(end);
                    found.Add(end);
                    highest = Math.Max(highest, end);
                }
            }
            matcher.DropTo(start);
        }
        foreach (var end in found)
            matcher.Push(end);
    }

    public override string Describe() => Min == 0 && Max == 1 ? $"[{Inner.Describe()}]" : Inner.Describe();
}
