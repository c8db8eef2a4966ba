using Conformance.Grammar;
using Xunit.Abstractions;

namespace Conformance.Tests.Grammar;

/// <summary>
/// Answers of Debian's Dovecot 2.3.19 and Cyrus 3.6.1 to a dialogue over most commands and extensions. None may be refused
/// unless the RFC says why, one by one, in <see cref="RealFaults"/>.
/// </summary>
public sealed class RecordedServerTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> RealFaults = new(StringComparer.Ordinal)
    {
        ["* SEARCH (MODSEQ 1)"] = "RFC 7162, sections 3.1.6 and 7: an empty result carries no MODSEQ; the rule wants a number before it.",
        ["* THREAD "] = "RFC 5256, section 5: an empty thread-data ends without a space.",
    };

    [Theory]
    [InlineData("dovecot-2.3.19.txt")]
    [InlineData("cyrus-3.6.1.txt")]
    public void No_answer_of_a_real_server_is_refused_without_a_reason(string file)
    {
        var counts = new Dictionary<SyntaxKind, int>();
        var unexplained = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Grammar", "recorded", file)))
        {
            var greeting = line.StartsWith("greeting ", StringComparison.Ordinal);
            var response = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            var verdict = GrammarFolder.Judge.JudgeResponse(ResponseTableTests.Complete(response), greeting);
            counts[verdict.Kind] = counts.GetValueOrDefault(verdict.Kind) + 1;
            if (verdict.Kind != SyntaxKind.Accepted)
                output.WriteLine($"{verdict.Kind} {response}\n    {verdict.RequirementId} {verdict.Explanation}");
            if (verdict.Kind == SyntaxKind.Rejected && !RealFaults.ContainsKey(response))
                unexplained.Add(response + "\n    " + verdict);
        }
        output.WriteLine(string.Join(", ", counts));
        Assert.True(unexplained.Count == 0, string.Join("\n", unexplained));
        Assert.True(counts[SyntaxKind.Accepted] > 150, "The fixture is nearly empty.");
    }
}
