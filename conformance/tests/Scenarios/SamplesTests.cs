using Conformance.Scenarios;

namespace Conformance.Tests.Scenarios;

/// <summary>Scenarios of every kind that the language knows, as they would be written.</summary>
public sealed class SamplesTests
{
    private static readonly string Folder = Path.Combine(Folders.Scenarios, "..", "conformance", "tests", "Scenarios", "Samples");

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.scenario").Select(f => Path.GetFileNameWithoutExtension(f)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_realistic_scenario_is_read(string name)
    {
        var cases = Read(name);
        Assert.All(cases, c => Assert.NotEmpty(c.Scenario.Requirements));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Line_ends_of_windows_and_a_byte_order_mark_make_no_difference(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name + ".scenario"));
        var windows = "\uFEFF" + text.ReplaceLineEndings("\r\n");
        Assert.Equal(
            ScenarioParser.Parse(name, name, text).Steps.Select(s => (s.GetType(), s.Line)),
            ScenarioParser.Parse(name, name, windows).Steps.Select(s => (s.GetType(), s.Line)));
    }

    [Fact]
    public void Variants_give_every_combination_with_its_own_words()
    {
        var cases = Read("variants");
        Assert.Equal(["variants@seq.loud", "variants@seq.silent", "variants@uid.loud", "variants@uid.silent"], cases.Select(c => c.Id));
        Assert.Equal("UID STORE $uid2 (UNCHANGEDSINCE $start) FLAGS.SILENT (\\Seen)", ((SessionStep)cases[3].Scenario.Steps[1]).Text.Source);
        Assert.Equal(["CONDSTORE", "IMAP4rev1"], cases[0].Scenario.Needs.Capabilities);
    }

    private static IReadOnlyList<ScenarioCase> Read(string name) => ScenarioParser.ParseCases(
        name, name, File.ReadAllText(Path.Combine(Folder, name + ".scenario")), Catalogue.Load(Path.Combine(Folders.Scenarios, "requirements")));
}
