using System.Text.RegularExpressions;

namespace Reference.Tests;

/// <summary>Holds the sources against the table "Who may know whom" of ARCHITECTURE.md, which is read from there: the two cannot drift apart.</summary>
public sealed partial class ArchitectureTests
{
    private const string Half = "Reference";
    private const int MostLines = 500;

    private static readonly string Root = FindRoot();
    private static readonly string Sources = Path.Combine(Root, "reference", "src");
    private static readonly Dictionary<string, HashSet<string>> Allowed = ReadTable();

    [Fact]
    public void Each_namespace_knows_only_those_that_the_table_allows()
    {
        var wrong = new List<string>();
        foreach (var (file, own) in Files(Sources).Select(f => (f, Folder(Sources, f))).Where(f => f.Item2.Length > 0))
        {
            foreach (var (line, number) in CodeLines(file))
            {
                foreach (Match match in Qualified().Matches(line))
                {
                    var (half, other) = (match.Groups[1].Value, match.Groups[2].Value);
                    if (half != Half || (other != own && !Allowed[own].Contains(other)))
                        wrong.Add($"{Name(file)}:{number}: {own} may not know {half}.{other}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Each_file_declares_the_namespace_of_its_folder()
    {
        var wrong = Files(Sources)
            .Where(f => Folder(Sources, f).Length > 0)
            .Where(f => Namespace().Match(File.ReadAllText(f)) is var match && match.Groups[1].Value != Half + "." + Path.GetRelativePath(Sources, Path.GetDirectoryName(f)!).Replace(Path.DirectorySeparatorChar, '.'))
            .Select(Name);
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_table_names_the_folders_that_there_are()
    {
        Assert.Equal(Files(Sources).Select(f => Folder(Sources, f)).Where(f => f.Length > 0).Distinct().Order(), Allowed.Keys.Order());
        Assert.All(Allowed, row => Assert.Subset(Allowed.Keys.ToHashSet(), row.Value));
    }

    [Fact]
    public void The_table_has_no_circle()
    {
        var left = Allowed.ToDictionary(row => row.Key, row => row.Value.ToHashSet());
        while (left.Keys.FirstOrDefault(name => left[name].Count == 0) is { } leaf)
        {
            left.Remove(leaf);
            foreach (var others in left.Values)
                others.Remove(leaf);
        }

        Assert.True(left.Count == 0, "a circle goes through " + string.Join(", ", left.Keys));
    }

    [Fact]
    public void Nothing_of_the_other_half_is_used_by_sources_or_tests()
    {
        var wrong = Files(Path.Combine(Root, "reference"))
            .SelectMany(f => CodeLines(f).Where(l => Other().IsMatch(l.Line)).Select(l => $"{Name(f)}:{l.Number}: {l.Line.Trim()}"));
        Assert.Empty(wrong);
        foreach (var project in Directory.GetFiles(Path.Combine(Root, "reference"), "*.csproj", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(
                File.ReadLines(project),
                l => l.Contains("ProjectReference", StringComparison.Ordinal) && l.Contains("Conformance.csproj", StringComparison.Ordinal)
                    && !l.Contains("ReferenceOutputAssembly=\"false\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_tools_know_the_store_alone()
    {
        var wrong = Files(Path.Combine(Root, "tools"))
            .SelectMany(f => CodeLines(f).SelectMany(l => Qualified().Matches(l.Line)).Where(m => m.Value != "Reference.Store").Select(m => $"{Name(f)}: {m.Value}"));
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_file_is_longer_than_500_lines()
    {
        var wrong = Files(Path.Combine(Root, "reference")).Select(f => (Name(f), Lines: File.ReadLines(f).Count())).Where(f => f.Lines > MostLines);
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_source_waits_by_sleeping()
    {
        var wrong = Files(Sources).SelectMany(f => CodeLines(f).Where(l => Sleep().IsMatch(l.Line)).Select(l => $"{Name(f)}:{l.Number}"));
        Assert.Empty(wrong);
    }

    private static Dictionary<string, HashSet<string>> ReadTable()
    {
        var rows = File.ReadLines(Path.Combine(Root, "ARCHITECTURE.md")).Select(l => Row().Match(l)).Where(m => m.Success && m.Groups[1].Value == Half);
        return rows.ToDictionary(
            m => m.Groups[2].Value,
            m => m.Groups[3].Value.Split(',', StringSplitOptions.TrimEntries).Where(n => n != "nothing").ToHashSet());
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ARCHITECTURE.md")))
                return folder.FullName;
        }

        throw new InvalidOperationException("ARCHITECTURE.md was not found above the tests");
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(Root, f).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    /// <summary>The first folder below the sources: the namespace that the table speaks of. Empty for the program's own file.</summary>
    private static string Folder(string sources, string file) =>
        Path.GetRelativePath(sources, file).Split(Path.DirectorySeparatorChar) is [var folder, _, ..] ? folder : "";

    /// <summary>Lines without comments; what stands in strings is code for this purpose.</summary>
    private static IEnumerable<(string Line, int Number)> CodeLines(string file) =>
        File.ReadLines(file).Select((l, i) => (Comment().Replace(l, ""), i + 1));

    private static string Name(string file) => Path.GetRelativePath(Root, file);

    [GeneratedRegex(@"^ {4}(Reference|Conformance)\.(\w+) +→ (.+)$")]
    private static partial Regex Row();

    [GeneratedRegex(@"(?<![\w.])(Reference|Conformance)\.([A-Z]\w*)")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"(?<![\w.])Conformance\.([A-Z]\w*)")]
    private static partial Regex Other();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay|SpinWait")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"(^|\s)//.*$")]
    private static partial Regex Comment();
}
