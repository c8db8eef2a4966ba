using System.Text;

namespace Conformance.Grammar;

/// <summary>
/// The words that the alternatives of a rule begin with: FETCH items, response codes, keywords. A leading number, as in "3 EXISTS", and
/// the "* " of a response are stepped over.
/// </summary>
internal static class Heads
{
    private const int MaxDepth = 12;

    public static HashSet<string> Of(Rule rule)
    {
        var heads = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (text, _) in Of(rule.Body, 0))
        {
            if (text.Length > 0)
                heads.Add(text);
        }
        return heads;
    }

    /// <returns>Each beginning, and whether the pattern is complete with it so that the next element adds to it.</returns>
    private static List<(string Text, bool Complete)> Of(Pattern pattern, int depth)
    {
        switch (pattern)
        {
            case TextPattern text:
                var word = Encoding.Latin1.GetString(text.Text);
                return word.All(IsWordCharacter) ? [(word, true)] : word == "*" ? [("", true)] : [("", false)];
            case BytePattern { Set: var set }:
                return set.Contains((byte)' ') ? [(" ", true)] : [("", false)];
            case RulePattern { Rule.Name: "number" or "nz-number" or "uniqueid" }:
                return [("", true)];
            case RulePattern { Rule: var rule }:
                return depth == MaxDepth || !rule.Plain ? [("", false)] : Of(rule.Body, depth + 1);
            case ChoicePattern choice:
                return [.. choice.Alternatives.SelectMany(alternative => Of(alternative, depth + 1))];
            case RepeatPattern { Min: 0, Max: 1 } option:
                return [("", true), .. Of(option.Inner, depth + 1)];
            case RepeatPattern { Min: > 0 } repeat:
                return [.. Of(repeat.Inner, depth + 1).Select(head => (head.Text, false))];
            case SequencePattern sequence:
                return OfSequence(sequence, depth);
            default:
                return [("", false)];
        }
    }

    private static List<(string Text, bool Complete)> OfSequence(SequencePattern sequence, int depth)
    {
        List<(string Text, bool Complete)> heads = [("", true)];
        foreach (var element in sequence.Elements)
        {
            if (!heads.Exists(head => head.Complete))
                break;
            var next = Of(element, depth + 1);
            heads = [.. heads.SelectMany(head => head.Complete ? next.Select(tail => Join(head.Text, tail)) : [head]).Distinct()];
        }
        return heads;
    }

    private static (string Text, bool Complete) Join(string head, (string Text, bool Complete) tail)
    {
        if (tail.Text == " ")
            return (head, head.Length == 0);
        var space = tail.Text.StartsWith(' ');
        return space && head.Length > 0 ? (head, false) : (head + tail.Text.TrimStart(), tail.Complete);
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '=' or '_';
}
