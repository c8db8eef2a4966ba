using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Reference.Tests;

/// <summary>Who may know whom. Namespaces are siblings, so that each edge is a using line.</summary>
public partial class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Wire"] = [],
        ["Store"] = [],
        ["Mime"] = [],
        ["Naming"] = [],
        ["Searching"] = ["Mime", "Store"],
        ["Sessions"] = ["Wire", "Store"],
        ["Commands"] = ["Sessions", "Wire", "Store", "Mime", "Searching", "Naming"],
        ["Serving"] = ["Commands", "Sessions", "Wire", "Store"],
    };

    [Fact]
    public void Each_part_uses_only_what_it_may_know()
    {
        var source = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "src"));
        var edges = 0;
        foreach (var (part, allowed) in Allowed)
        {
            foreach (var file in Directory.GetFiles(Path.Combine(source, part), "*.cs", SearchOption.AllDirectories))
            {
                var text = File.ReadAllText(file);
                Assert.Contains($"namespace Reference.{part};", text, StringComparison.Ordinal);
                foreach (var known in Mention().Matches(text).Select(match => match.Groups[1].Value).Where(known => known != part).Distinct())
                {
                    edges++;
                    Assert.True(allowed.Contains(known), $"{file} knows Reference.{known}");
                }
            }
        }
        Assert.True(edges > 50, "the files were not found");
        Assert.Equal(Allowed.Keys.Order(), Directory.GetDirectories(source).Select(d => Path.GetFileName(d)!).Except(["bin", "obj"]).Order());
    }

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"\bReference\.(Wire|Store|Mime|Naming|Searching|Sessions|Commands|Serving)\b")]
    private static partial Regex Mention();
}
