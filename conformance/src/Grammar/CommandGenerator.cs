namespace Conformance.Grammar;

/// <summary>
/// The grammar run backwards: texts that a rule derives, from a seeded source of chance. The same seed and rule give the same texts.
/// </summary>
/// <param name="part">The part of the grammar that may be used, or null for all of it.</param>
/// <param name="maxDepth">Rules within rules; beyond it the shortest way out of each rule is taken.</param>
public sealed class CommandGenerator(SyntaxJudge judge, Random random, GrammarPart? part = null, int maxDepth = 24)
{
    /// <summary>Tries per rule until a text also meets what comments demand (ranges, reserved names).</summary>
    private const int MaxTries = 40;
    private const int MaxRepeats = 3;
    private const int MaxLiteral = 12;

    private readonly Dictionary<Rule, int> _shortest = [];

    /// <summary>What the client that is to send the texts has enabled.</summary>
    public Dialect Dialect { get; set; }

    /// <summary>A text that <paramref name="ruleName"/> derives, e.g. <c>command</c>, <c>fetch</c>, <c>search-key</c>.</summary>
    public byte[] Generate(string ruleName)
    {
        var rule = judge.Rules[ruleName];
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var text = new List<byte>();
            Write(rule, text, maxDepth);
            if (judge.Derives(ruleName, text.ToArray(), Dialect))
                return [.. text];
        }
        throw new InvalidOperationException($"No text of the rule {ruleName} met the conditions in {MaxTries} tries.");
    }

    private void Write(Rule rule, List<byte> text, int depth)
    {
        var start = text.Count;
        for (var attempt = 0; ; attempt++)
        {
            Write(rule.Body, text, depth - 1);
            var derived = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(text)[start..];
            if (attempt == MaxTries || (rule.Condition?.Invoke(derived) ?? true) && (rule.Guard?.Invoke(derived) ?? true))
                return;
            text.RemoveRange(start, text.Count - start);
        }
    }

    private void Write(Pattern pattern, List<byte> text, int depth)
    {
        switch (pattern)
        {
            case TextPattern exact:
                text.AddRange(exact.Text);
                break;
            case BytePattern bytes:
                var members = bytes.Set.ToArray();
                var printable = Array.FindAll(members, member => member is >= 0x20 and < 0x7f);
                var from = printable.Length > 0 ? printable : members;
                text.Add(from[random.Next(from.Length)]);
                break;
            case RulePattern use:
                Write(use.Rule, text, depth);
                break;
            case CountedPattern counted:
                WriteLiteral(counted, text, depth);
                break;
            case SequencePattern sequence:
                foreach (var element in sequence.Elements)
                    Write(element, text, depth);
                break;
            case RepeatPattern repeat:
                if (repeat.Min == 0 && !MayUse(repeat.Inner))
                    break;
                var most = depth > 0 ? Math.Min(repeat.Max, repeat.Min + MaxRepeats) : repeat.Min;
                for (var left = random.Next(repeat.Min, most + 1); left > 0; left--)
                    Write(repeat.Inner, text, depth);
                break;
            case ChoicePattern choice:
                Write(Choose(choice, depth), text, depth);
                break;
        }
    }

    private Pattern Choose(ChoicePattern choice, int depth)
    {
        var open = Array.FindAll(choice.Alternatives, alternative => !IsTolerance(alternative) && MayUse(alternative));
        if (depth <= 0)
        {
            var shortest = open.Min(alternative => Shortest(alternative, []));
            open = Array.FindAll(open, alternative => Shortest(alternative, []) == shortest);
        }
        return open[random.Next(open.Length)];
    }

    private bool MayUse(Pattern pattern) => part?.Allows(pattern) ?? true;

    /// <summary>Alternatives that only the judge's leniency knows are not well-formed, and UTF-8 is not before it is enabled.</summary>
    private bool IsTolerance(Pattern pattern) => pattern switch
    {
        RulePattern use => (use.Rule.Needs & ~(Dialect == Dialect.Rev1 ? Leave.None : Leave.Utf8)) != 0,
        SequencePattern sequence => Array.Exists(sequence.Elements, IsTolerance),
        ChoicePattern choice => Array.TrueForAll(choice.Alternatives, IsTolerance),
        _ => false,
    };

    private void WriteLiteral(CountedPattern counted, List<byte> text, int depth)
    {
        var length = depth > 0 ? random.Next(MaxLiteral) : 0;
        var eightBit = counted.Octet.Set.Contains(0);
        text.AddRange(System.Text.Encoding.ASCII.GetBytes($"{(eightBit ? "~" : "")}{{{length}}}\r\n"));
        for (var i = 0; i < length; i++)
            text.Add((byte)random.Next(eightBit ? 0 : 1, 256));
    }

    /// <summary>How many rules deep the shallowest text of the pattern goes.</summary>
    private int Shortest(Pattern pattern, HashSet<Rule> open)
    {
        const int Never = 1000;
        switch (pattern)
        {
            case RulePattern { Rule: var rule }:
                if (_shortest.TryGetValue(rule, out var known))
                    return known;
                if (rule.Needs != Leave.None || !open.Add(rule))
                    return Never;
                var depth = Math.Min(Never, 1 + Shortest(rule.Body, open));
                open.Remove(rule);
                if (open.Count == 0)
                    _shortest[rule] = depth;
                return depth;
            case ChoicePattern choice:
                return choice.Alternatives.Min(alternative => Shortest(alternative, open));
            case SequencePattern sequence:
                return sequence.Elements.Max(element => Shortest(element, open));
            case RepeatPattern repeat:
                return repeat.Min == 0 ? 0 : Shortest(repeat.Inner, open);
            default:
                return 0;
        }
    }
}
