using System.Text;
using Conformance.Grammar;
using Xunit.Abstractions;

namespace Conformance.Tests.Grammar;

public sealed class GeneratorTests(ITestOutputHelper output)
{
    private const int Seed = 7162;

    public static readonly TheoryData<string> CommandRules =
    [
        "command", "fetch", "store", "search", "select", "uid", "append", "status", "list", "copy", "move", "sort", "thread", "setmetadata",
        "response-data", "response-tagged", "expunged-resp", "msg-att", "esearch-response", "resp-text-code",
    ];

    [Theory]
    [MemberData(nameof(CommandRules))]
    public void Generated_texts_are_derived_and_one_octet_breaks_them(string rule)
    {
        var generator = new CommandGenerator(GrammarFolder.Judge, new Random(Seed));
        var mutator = new Mutator(new Random(Seed));
        for (var i = 0; i < 25; i++)
        {
            var text = generator.Generate(rule);
            Assert.True(GrammarFolder.Judge.Derives(rule, text), Encoding.Latin1.GetString(text));
            var broken = mutator.Break(GrammarFolder.Judge, rule, text);
            Assert.True(broken != null, $"No one-octet mutant of this was refused: {Encoding.Latin1.GetString(text)}");
            Assert.False(GrammarFolder.Judge.Derives(rule, broken));
        }
    }

    [Fact]
    public void Generated_commands_are_accepted_by_the_judge()
    {
        var generator = new CommandGenerator(GrammarFolder.Judge, new Random(Seed));
        for (var i = 0; i < 100; i++)
        {
            var command = generator.Generate("command");
            var verdict = GrammarFolder.Judge.JudgeCommand(command);
            Assert.True(verdict.Kind == SyntaxKind.Accepted, Encoding.Latin1.GetString(command) + verdict);
            if (i < 20)
                output.WriteLine(Encoding.Latin1.GetString(command).Replace("\r\n", "⏎", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_same_seed_generates_the_same_commands()
    {
        var first = new CommandGenerator(GrammarFolder.Judge, new Random(Seed));
        var second = new CommandGenerator(GrammarFolder.Judge, new Random(Seed));
        for (var i = 0; i < 20; i++)
            Assert.Equal(first.Generate("command"), second.Generate("command"));
    }

    [Fact]
    public void Most_one_octet_mutants_of_legal_responses_are_refused()
    {
        var mutator = new Mutator(new Random(Seed));
        var counts = new Dictionary<SyntaxKind, int>();
        var mutants = 0;
        foreach (var row in ResponseTableTests.Legal)
        {
            for (var i = 0; i < 20; i++, mutants++)
            {
                var verdict = GrammarFolder.Judge.JudgeResponse(mutator.Mutate(ResponseTableTests.Complete(row)));
                counts[verdict.Kind] = counts.GetValueOrDefault(verdict.Kind) + 1;
            }
        }
        output.WriteLine($"{mutants} mutants: {string.Join(", ", counts)}");

        // What is accepted is legal again: another letter in text, another digit in a number. A changed keyword is an unknown extension.
        Assert.True(counts[SyntaxKind.Rejected] > mutants / 2, $"only {counts[SyntaxKind.Rejected]} of {mutants} refused");
        Assert.True(counts[SyntaxKind.Accepted] < mutants / 4, $"{counts[SyntaxKind.Accepted]} of {mutants} accepted");
    }
}
