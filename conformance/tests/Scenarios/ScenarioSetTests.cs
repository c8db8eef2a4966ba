using Conformance.Scenarios;

namespace Conformance.Tests.Scenarios;

public sealed class ScenarioSetTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("scenarios with spaces ");

    public ScenarioSetTests()
    {
        Write("requirements/a.txt", "7162-3.1-a  MUST  RFC 7162\n    S.\n    needs  1c\n");
    }

    [Fact]
    public void The_path_below_the_folder_is_the_id()
    {
        Write("area/name.scenario", "Why.\nneeds X\nvary\n  a $x=`1`\n  b $x=`2`\nA  NOOP $x\n   OK  7162-3.1-a\n");
        Write("other.scenario", "Why.\nneeds X\nA  NOOP\n   OK  7162-3.1-a\n");
        var set = ScenarioSet.Load(folder.FullName);
        Assert.Equal(["area/name@a", "area/name@b", "other"], set.Cases.Select(c => c.Id));
        Assert.Equal(["area/name", "other"], set.Scenarios.Select(s => s.Id));
    }

    [Fact]
    public void A_cut_is_a_case_for_each_line()
    {
        Write("area/name.scenario", "Why.\nneeds X\nmailbox 1 messages\ncut A 2 lines thorough  7162-3.1-a\nvary\n  a $x=`1`\n  b $x=`2`\nA  NOOP $x\n");
        Write("other.scenario", "Why.\nneeds X\nmailbox 1 messages\ncut A 1 lines  7162-3.1-a\nA  NOOP\n");
        var set = ScenarioSet.Load(folder.FullName);
        Assert.Equal(
            ["area/name@a", "area/name@a.cut-1", "area/name@a.cut-2", "area/name@b", "area/name@b.cut-1", "area/name@b.cut-2", "other", "other@cut-1"],
            set.Cases.Select(c => c.Id));
        Assert.Equal(["area/name@a.cut-1", "area/name@a.cut-2", "area/name@b.cut-1", "area/name@b.cut-2"], set.Cases.Where(c => c.IsThorough).Select(c => c.Id));
        Assert.Equal(["7162-3.1-a"], set.Cases[^1].Scenario.Requirements);
        Assert.Empty(set.Cases[^2].Scenario.Requirements);
    }

    [Fact]
    public void A_cut_is_judged_by_ids_of_the_catalogue()
    {
        Write("a.scenario", "Why.\nneeds X\nmailbox 1 messages\ncut A 2 lines  7162-3.1-zz\nA  NOOP\n");
        Assert.Contains("a.scenario:4: expected a requirement of the catalogue", Assert.Throws<ScenarioException>(() => ScenarioSet.Load(folder.FullName)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_of_all_files_are_told_together()
    {
        Write("a.scenario", "Why.\nneeds X\nhook lost\n");
        Write("b.scenario", "Why.\nneeds X\nA  NOOP\n   OK  7162-9-z\n");
        Write("c d.scenario", "Why.\nneeds X\nA  NOOP\n");
        var errors = Assert.Throws<ScenarioException>(() => ScenarioSet.Load(folder.FullName)).Errors;
        Assert.Equal([("a.scenario", 3), ("b.scenario", 4), ("c d.scenario", 1)], errors.Select(e => (Path.GetFileName(e.Line.File), e.Line.Number)));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Assert.Contains("no such folder", Assert.Throws<ScenarioException>(() => ScenarioSet.Load(Path.Combine(folder.FullName, "lost"))).Message, StringComparison.Ordinal);

    public void Dispose() => folder.Delete(recursive: true);

    private void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }
}
