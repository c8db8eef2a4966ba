using System.Globalization;
using System.Text;

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
        Array.Sort(paths, Compare);
        var files = new (string Name, string Text)[paths.Length];
        for (var i = 0; i < paths.Length; i++)
            files[i] = (Path.GetFileName(paths[i]), Encoding.UTF8.GetString(File.ReadAllBytes(paths[i])));
        return files;
    }

    private static int Compare(string left, string right)
    {
        var rank = Rank(Path.GetFileNameWithoutExtension(left)).CompareTo(Rank(Path.GetFileNameWithoutExtension(right)));
        return rank != 0 ? rank : string.CompareOrdinal(left, right);
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
