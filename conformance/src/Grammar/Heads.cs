using System.Text;

namespace Conformance.Grammar;

/// <summary>
/// The words that the alternatives of a rule begin with: FETCH items, response codes, keywords. A leading number, as in "3 EXISTS", and
/// the "* " of a response are stepped over.
/// </summary>
internal sealed class Heads
{
    private const int MaxDepth = 16;

    private readonly HashSet<string> _found = new(StringComparer.OrdinalIgnoreCase);

    public static HashSet<string> Of(params ReadOnlySpan<Rule> rules)
    {
        var heads = new Heads();
        foreach (var rule in rules)
            heads.Finish(heads.Extend(rule.Body, [""], 0));
        return heads._found;
    }

    /// <summary>Adds to each beginning what the pattern begins with; returns those that what follows the pattern would add to.</summary>
    private List<string> Extend(Pattern pattern, List<string> beginnings, int depth)
    {
        switch (pattern)
        {
            case TextPattern text:
                var word = Encoding.Latin1.GetString(text.Text);
                return word == "*" ? beginnings : IsWord(word) ? beginnings.ConvertAll(beginning => beginning + word) : Finish(beginnings);
            case BytePattern { Set: var set }:
                return set.Contains((byte)' ') ? BehindSpace(beginnings) : Finish(beginnings);
            case RulePattern { Rule.Name: "number" or "nz-number" or "uniqueid" }:
                return beginnings;
            case RulePattern { Rule: var rule }:
                return depth < MaxDepth && rule.Plain ? Extend(rule.Body, beginnings, depth + 1) : Finish(beginnings);
            case ChoicePattern choice:
                var all = new List<string>();
                foreach (var alternative in choice.Alternatives)
                    all.AddRange(Extend(alternative, beginnings, depth + 1));
                return all;
            case RepeatPattern { Min: 0, Max: 1 } option:
                return [.. beginnings, .. Extend(option.Inner, beginnings, depth + 1)];
            case RepeatPattern { Min: > 0 } repeat:
                return Finish(Extend(repeat.Inner, beginnings, depth + 1));
            case SequencePattern sequence:
                foreach (var element in sequence.Elements)
                {
                    if (beginnings.Count == 0)
                        break;
                    beginnings = Extend(element, beginnings, depth + 1);
                }
                return beginnings;
            default:
                return Finish(beginnings);
        }
    }

    /// <summary>A space ends a word, and is nothing at the start.</summary>
    private List<string> BehindSpace(List<string> beginnings)
    {
        Finish(beginnings);
        return beginnings.FindAll(beginning => beginning.Length == 0);
    }

    private List<string> Finish(List<string> beginnings)
    {
        foreach (var beginning in beginnings)
        {
            if (beginning.Length > 0)
                _found.Add(beginning);
        }
        return [];
    }

    private static bool IsWord(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '=' or '_'))
                return false;
        }
        return true;
    }
}
