namespace Conformance.Grammar;

/// <summary>
/// Resolves rule names, folds character classes into one set, and computes what the matcher prunes with: which elements can be
/// empty, with which octets each can begin, and which octets can follow a rule.
/// </summary>
internal sealed class RuleLinker(Dictionary<string, Rule> rules)
{
    public void Link()
    {
        foreach (var rule in rules.Values)
            rule.Body = Resolve(rule.Body);
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var rule in rules.Values)
            {
                var folded = Fold(rule.Body);
                if (IsOneByte(folded) && folded is TextPattern)
                    folded = Join([folded]);
                if (folded is BytePattern { Name: null } bytes)
                    folded = new BytePattern(bytes.Set, rule.Name);
                changed |= folded is BytePattern && rule.Body is not BytePattern;
                rule.Body = folded;
            }
        }
        foreach (var name in (string[])["literal", "literal8"])
        {
            if (rules.TryGetValue(name, out var literal))
                literal.Body = Counted(literal);
        }
        foreach (var rule in rules.Values)
            rule.Remembered = UsesRules(rule.Body);
        ComputeFirst();
        foreach (var rule in rules.Values)
            RefuseLeftRecursion(rule, rule, []);
        ComputeFollow();
    }

    private Pattern Resolve(Pattern pattern)
    {
        switch (pattern)
        {
            case RulePattern use:
                use.Rule = rules.GetValueOrDefault(use.Name)
                    ?? throw new GrammarException(use.File, use.Line, $"the rule {use.Name} is defined nowhere");
                break;
            case ChoicePattern choice:
                choice.Alternatives = [.. choice.Alternatives.Select(Resolve)];
                break;
            case SequencePattern sequence:
                sequence.Elements = [.. sequence.Elements.Select(Resolve)];
                break;
            case RepeatPattern repeat:
                repeat.Inner = Resolve(repeat.Inner);
                break;
        }
        return pattern;
    }

    private static Pattern Fold(Pattern pattern)
    {
        switch (pattern)
        {
            case RulePattern { Rule: { Plain: true, Body: BytePattern bytes } }:
                return bytes;
            case ChoicePattern choice:
                choice.Alternatives = [.. choice.Alternatives.Select(Fold)];
                return choice.Alternatives.All(IsOneByte) ? Join(choice.Alternatives) : choice;
            case SequencePattern sequence:
                sequence.Elements = [.. sequence.Elements.Select(Fold)];
                return sequence;
            case RepeatPattern repeat:
                repeat.Inner = Fold(repeat.Inner);
                return repeat;
            default:
                return pattern;
        }
    }

    private static bool IsOneByte(Pattern pattern) =>
        pattern is BytePattern || pattern is TextPattern { Text: [var one], Exact: false } && !char.IsAsciiLetter((char)one);

    private static BytePattern Join(Pattern[] alternatives)
    {
        var set = new ByteSet();
        foreach (var alternative in alternatives)
        {
            if (alternative is TextPattern text)
                set.Add(text.Text[0]);
            else
                set.UnionWith(((BytePattern)alternative).Set);
        }
        return new BytePattern(set, null);
    }

    /// <summary>literal = header *octet: the header stays, the octets are counted.</summary>
    private static CountedPattern Counted(Rule literal)
    {
        if (literal.Body is SequencePattern { Elements: [.., RepeatPattern { Inner: BytePattern octet }] elements })
            return new CountedPattern(new SequencePattern(elements[..^1]), octet);
        throw new GrammarException(literal.File, literal.Line, $"{literal.Name} must be a header followed by a repeated octet");
    }

    private static bool UsesRules(Pattern pattern) => pattern switch
    {
        RulePattern => true,
        ChoicePattern choice => choice.Alternatives.Any(UsesRules),
        SequencePattern sequence => sequence.Elements.Any(UsesRules),
        RepeatPattern repeat => UsesRules(repeat.Inner),
        _ => false,
    };

    private void ComputeFirst()
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var rule in rules.Values)
                changed |= UpdateFirst(rule.Body);
        }
    }

    private static bool UpdateFirst(Pattern pattern)
    {
        var changed = false;
        var nullable = false;
        switch (pattern)
        {
            case TextPattern { Text: [] }:
                nullable = true;
                break;
            case TextPattern text:
                changed |= pattern.First.UnionWith(FirstOf(text));
                break;
            case BytePattern bytes:
                changed |= pattern.First.UnionWith(bytes.Set);
                break;
            case RulePattern use:
                nullable = use.Rule.Body.Nullable;
                changed |= pattern.First.UnionWith(use.Rule.Body.First);
                break;
            case CountedPattern counted:
                changed |= UpdateFirst(counted.Header) | pattern.First.UnionWith(counted.Header.First);
                break;
            case RepeatPattern repeat:
                changed |= UpdateFirst(repeat.Inner) | pattern.First.UnionWith(repeat.Inner.First);
                nullable = repeat.Min == 0 || repeat.Inner.Nullable;
                break;
            case ChoicePattern choice:
                foreach (var alternative in choice.Alternatives)
                {
                    changed |= UpdateFirst(alternative) | pattern.First.UnionWith(alternative.First);
                    nullable |= alternative.Nullable;
                }
                break;
            case SequencePattern sequence:
                nullable = true;
                foreach (var element in sequence.Elements)
                {
                    changed |= UpdateFirst(element);
                    if (nullable)
                        changed |= pattern.First.UnionWith(element.First);
                    nullable &= element.Nullable;
                }
                break;
        }
        changed |= nullable != pattern.Nullable;
        pattern.Nullable = nullable;
        return changed;
    }

    private static ByteSet FirstOf(TextPattern text)
    {
        var set = ByteSet.Range(text.Text[0], text.Text[0]);
        if (!text.Exact && char.IsAsciiLetter((char)text.Text[0]))
            set.Add((byte)(text.Text[0] ^ 0x20));
        return set;
    }

    /// <summary>A rule that begins with itself would never end here; such a rule can always be written as a repetition.</summary>
    private static void RefuseLeftRecursion(Rule root, Rule rule, HashSet<Rule> seen)
    {
        foreach (var next in Leftmost(rule.Body))
        {
            if (next == root)
                throw new GrammarException(root.File, root.Line, $"{root.Name} begins with itself; write it as a repetition");
            if (seen.Add(next))
                RefuseLeftRecursion(root, next, seen);
        }
    }

    private static IEnumerable<Rule> Leftmost(Pattern pattern) => pattern switch
    {
        RulePattern use => [use.Rule],
        ChoicePattern choice => choice.Alternatives.SelectMany(Leftmost),
        RepeatPattern repeat => Leftmost(repeat.Inner),
        SequencePattern sequence => sequence.Elements.Take(1 + sequence.Elements.TakeWhile(e => e.Nullable).Count()).SelectMany(Leftmost),
        _ => [],
    };

    private void ComputeFollow()
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var rule in rules.Values)
                changed |= Hand(rule.Body, rule.Follow);
        }
    }

    /// <summary>Hands the octets that can follow a pattern down to the rules inside it.</summary>
    private static bool Hand(Pattern pattern, ByteSet follow)
    {
        var changed = false;
        switch (pattern)
        {
            case RulePattern use:
                return use.Rule.Follow.UnionWith(follow);
            case ChoicePattern choice:
                foreach (var alternative in choice.Alternatives)
                    changed |= Hand(alternative, follow);
                return changed;
            case RepeatPattern repeat:
                return Hand(repeat.Inner, repeat.Max > 1 ? Union(follow, repeat.Inner.First) : follow);
            case CountedPattern counted:
                return Hand(counted.Header, counted.Octet.Set);
            case SequencePattern sequence:
                for (var i = sequence.Elements.Length - 1; i >= 0; i--)
                {
                    var element = sequence.Elements[i];
                    changed |= Hand(element, follow);
                    follow = element.Nullable ? Union(follow, element.First) : element.First;
                }
                return changed;
            default:
                return false;
        }
    }

    private static ByteSet Union(ByteSet left, ByteSet right)
    {
        var set = new ByteSet();
        set.UnionWith(left);
        set.UnionWith(right);
        return set;
    }
}
