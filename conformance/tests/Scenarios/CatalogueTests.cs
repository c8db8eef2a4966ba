using Conformance.Scenarios;

namespace Conformance.Tests.Scenarios;

public sealed class CatalogueTests
{
    private static readonly string Folder = Path.Combine(Folders.Scenarios, "requirements");

    [Fact]
    public void The_catalogue_has_every_requirement_of_a_server()
    {
        var counts = Catalogue.Load(Folder).Requirements
            .Where(r => Path.GetFileName(r.Line.File) != "supplement.txt")
            .CountBy(r => r.Level)
            .ToDictionary();
        Assert.Equal(
            new Dictionary<RequirementLevel, int>
            {
                [RequirementLevel.Must] = 87,
                [RequirementLevel.MustNot] = 17,
                [RequirementLevel.Should] = 7,
                [RequirementLevel.ShouldNot] = 2,
                [RequirementLevel.May] = 4,
                [RequirementLevel.LowerMust] = 5,
                [RequirementLevel.LowerShould] = 3,
                [RequirementLevel.Declared] = 105,
                [RequirementLevel.Syntax] = 10,
            },
            counts);
        Assert.Equal(240, counts.Values.Sum());
    }

    [Fact]
    public void The_disputed_points_are_all_there() =>
        Assert.Equal(Enumerable.Range(1, 46).Select(n => $"A-{n}"), Catalogue.Load(Folder).DisputedPoints.Select(p => p.Id));

    [Fact]
    public void An_id_in_the_text_of_a_requirement_or_a_disputed_point_exists()
    {
        var catalogue = Catalogue.Load(Folder);
        var texts = catalogue.Requirements.Select(r => (r.Id, Text: $"{r.Statement} {r.Test} {r.Tolerate}"))
            .Concat(catalogue.DisputedPoints.Select(p => (p.Id, Text: $"{p.Open} {p.Verdict}")));
        foreach (var (id, text) in texts)
        {
            foreach (var word in text.Split([' ', ',', ';', '(', ')', '/'], StringSplitOptions.RemoveEmptyEntries).Select(w => w.TrimEnd('.', ':')))
            {
                if (System.Text.RegularExpressions.Regex.IsMatch(word, @"^\d{4}-\d[\d.]*-[a-z]$"))
                    Assert.True(catalogue.TryGet(word, out _), $"{id} speaks of {word}, which does not exist");
                Assert.False(System.Text.RegularExpressions.Regex.IsMatch(word, @"^\d(\.\d+)+-[a-z]$"), $"{id} speaks of {word}; expected the whole id");
                if (System.Text.RegularExpressions.Regex.IsMatch(word, @"^A-\d+$"))
                    Assert.True(catalogue.TryGetDisputed(word, out _), $"{id} speaks of {word}, which does not exist");
            }
        }
    }

    [Fact]
    public void A_requirement_is_read_with_all_its_fields()
    {
        var errors = new ErrorList("r.txt");
        var requirement = Assert.Single(RequirementParser.Parse(
            "r.txt",
            """
            # A comment

            7162-3.1-a  MUST NOT  RFC 7162 section 3.1, RFC 9051 section 6.3.1
                The statement,
                in two lines.
                test      ⇒ this
                          and that.
                tolerate  much
                verdict   warn
                needs     1c
            """,
            errors));
        Assert.True(errors.IsEmpty);
        Assert.Equal(
            ("7162-3.1-a", RequirementLevel.MustNot, "The statement, in two lines.", "⇒ this and that.", "much", "1c", AlternativeLevel.Warn, 3),
            (requirement.Id, requirement.Level, requirement.Statement, requirement.Test, requirement.Tolerate, requirement.Needs, requirement.AtMost, requirement.Line.Number));
    }

    [Theory]
    [InlineData("    stray", 1, "expected a requirement's first line")]
    [InlineData("7162-3.1-a MUST RFC 7162", 1, "two spaces between")]
    [InlineData("7162  MUST  RFC 7162\n    S.\n    needs  1c", 1, "expected a requirement's id")]
    [InlineData("7162-3.1-a  SHALL  RFC 7162\n    S.\n    needs  1c", 1, "expected a level (MUST, MUST NOT")]
    [InlineData("7162-3.1-a  MUST  section 3\n    S.\n    needs  1c", 1, "expected the section it comes from")]
    [InlineData("7162-3.1-a  MUST  RFC 7162\n    needs  1c", 1, "expected a statement")]
    [InlineData("7162-3.1-a  MUST  RFC 7162\n    S.", 1, "expected a 'needs' line")]
    [InlineData("7162-3.1-a  MUST  RFC 7162\n    S.\n    test  a\n    test  b\n    needs  1c", 1, "expected 'test' once, line 4")]
    [InlineData("7162-3.1-a  MUST  RFC 7162\n    S.\n    test  a\n    tolrate  b\n    needs  1c", 1, "at line 4")]
    [InlineData("7162-3.1-a  MUST  RFC 7162\n    S.\n    verdict  fail\n    needs  1c", 1, "expected the verdict 'warn' or 'info'")]
    public void What_is_wrong_in_a_requirement_is_told_with_its_line(string text, int line, string message)
    {
        var errors = new ErrorList("r.txt");
        Assert.Empty(RequirementParser.Parse("r.txt", text, errors).ToList());
        var error = Assert.Single(errors.Errors);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(line, error.Line.Number);
    }

    [Fact]
    public void A_disputed_point_is_read_and_must_have_its_reading()
    {
        var errors = new ErrorList("disputed.md");
        var points = DisputedParser.Parse("disputed.md", "# All\n\n## A-1 Topic\n\n**Open.** What\nis open.\n\n**Reading.** PASS.\n\n## A-2 Next\n\n**Open.** Much.\n", errors).ToList();
        Assert.Equal(("A-1", "Topic", "What is open.", "PASS."), (points[0].Id, points[0].Topic, points[0].Open, points[0].Verdict));
        Assert.Equal(10, Assert.Single(errors.Errors).Line.Number);
    }

    [Fact]
    public void The_same_id_twice_is_an_error_wherever_it_stands()
    {
        var folder = Directory.CreateTempSubdirectory("a folder ");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "a.txt"), "7162-3.1-a  MUST  RFC 7162\n    S.\n    needs  1c\n");
            File.WriteAllText(Path.Combine(folder.FullName, "b.txt"), "7162-3.1-a  MUST  RFC 7162\r\n    S.\r\n    needs  1c\r\n");
            var error = Assert.Throws<ScenarioException>(() => Catalogue.Load(folder.FullName));
            Assert.Contains("expected a new id, found '7162-3.1-a'", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Assert.Contains("no-such-folder", Assert.Throws<ScenarioException>(() => Catalogue.Load("no-such-folder")).Message, StringComparison.Ordinal);
}
