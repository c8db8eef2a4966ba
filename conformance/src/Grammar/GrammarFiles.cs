using System.Globalization;

namespace Conformance.Grammar;

/// <summary>
/// The load order: rfc5234, rfc3501, rfc4466, the other rfcNNNN.abnf by their number, then all other names by the alphabet. It makes each RFC's
/// redefinition of an older rule win, without a list that a new file would have to be entered in.
/// </summary>
internal static class GrammarFiles
{
    public static IReadOnlyList<(string Name, string Text)> Read(string directory)
    {
        if (!Directory.Exists(directory))
            throw new GrammarException($"{directory}: no such directory; the grammar stands in scenarios/grammar");
        var paths = Directory.GetFiles(directory, "*.abnf");
        if (paths.Length == 0)
            throw new GrammarException($"{directory}: there is no .abnf file in it");
        return [.. paths
            .OrderBy(path => Rank(Path.GetFileNameWithoutExtension(path)))
            .ThenBy(Path.GetFileName, StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), File.ReadAllText(path)))];
    }

    private static int Rank(string name) => name switch
    {
        "rfc5234" => 0,
        "rfc3501" => 1,
        "rfc4466" => 2,
        _ when name.StartsWith("rfc", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => int.MaxValue,
    };
}
