using System.Text;
using System.Text.RegularExpressions;

namespace Conformance.Scenarios;

/// <summary>The <c>vary</c> headers: their lines, their combinations, and the filling in of their words.</summary>
internal static partial class Vary
{
    /// <summary><c>label *( $name=`words` )</c>.</summary>
    /// <exception cref="LineException">The line is no variant.</exception>
    public static Variant Parse(TextLine line, SourceLine at)
    {
        const string Expected = "a variant: its label, then its words as $name=`words`";
        var words = new Words(line.Text);
        var label = words.Take(Expected);
        if (!Label().IsMatch(label))
            throw LineException.Expected("a variant's label: letters, digits and '-'", label);
        var fills = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = words.Rest;
        while (rest.Length > 0)
        {
            var fill = Fill().Match(rest);
            if (!fill.Success)
                throw LineException.Expected(Expected, rest);
            if (!fills.TryAdd(fill.Groups["name"].Value, fill.Groups["words"].Value))
                throw new LineException($"expected ${fill.Groups["name"].Value} once on the line");
            rest = rest[fill.Length..].TrimStart();
        }

        return new Variant(label, fills, at);
    }

    /// <summary>All choices of one variant from each header; a single empty one where there are no headers.</summary>
    public static IEnumerable<IReadOnlyList<Variant>> Choices(IReadOnlyList<IReadOnlyList<Variant>> headers) =>
        headers.Aggregate<IReadOnlyList<Variant>, IEnumerable<IReadOnlyList<Variant>>>(
            [[]],
            (choices, header) => choices.SelectMany(choice => header.Select(variant => (IReadOnlyList<Variant>)[.. choice, variant])));

    /// <summary>What a label mistake would look like: the same names must stand on each line of a header, and on one header only.</summary>
    public static void Check(IReadOnlyList<IReadOnlyList<Variant>> headers, ErrorList errors)
    {
        var owners = new Dictionary<string, IReadOnlyList<Variant>>();
        foreach (var header in headers)
        {
            foreach (var again in header.GroupBy(v => v.Label, StringComparer.OrdinalIgnoreCase).SelectMany(g => g.Skip(1)))
                errors.Add(again.Line.Number, $"expected another label, found '{again.Label}' again");
            var names = header.SelectMany(v => v.Fills.Keys).Distinct().ToList();
            foreach (var variant in header)
            {
                foreach (var missing in names.Where(n => !variant.Fills.ContainsKey(n)))
                    errors.Add(variant.Line.Number, $"expected ${missing}=`…` too, as in the other variants (`` for nothing)");
            }

            foreach (var name in names.Where(n => !owners.TryAdd(n, header)))
                errors.Add(header[0].Line.Number, $"expected ${name} in one 'vary' only");
        }
    }

    /// <summary>The line with the words filled in, in one pass.</summary>
    public static string Apply(string line, IReadOnlyDictionary<string, string> fills)
    {
        if (fills.Count == 0 || !line.Contains('$', StringComparison.Ordinal))
            return line;
        var filled = new StringBuilder();
        for (var at = 0; at < line.Length;)
        {
            if (line.AsSpan(at).StartsWith("$$"))
            {
                filled.Append("$$");
                at += 2;
            }
            else if (line[at] == '$' && VariableName.TryRead(line, at, out var variable) && fills.TryGetValue(variable.Name, out var words))
            {
                filled.Append(words);
                at += variable.Length;
            }
            else
            {
                filled.Append(line[at++]);
            }
        }

        return filled.ToString().TrimEnd();
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9-]*$")]
    private static partial Regex Label();

    [GeneratedRegex(@"^\$(?<name>[A-Za-z][A-Za-z0-9_]*)=`(?<words>[^`]*)`(?=\s|$)")]
    private static partial Regex Fill();
}
