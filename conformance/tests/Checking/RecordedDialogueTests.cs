using System.Text;
using Conformance.Checking;
using Conformance.Checking.Invariants;
using static Conformance.Tests.Checking.TranscriptText;

namespace Conformance.Tests.Checking;

/// <summary>
/// Dialogues with real servers, as they went over the wire: whatever the invariants say of them must be right. Each file's expected findings are what
/// the RFCs make of those very lines, and are explained beside it.
/// </summary>
public sealed class RecordedDialogueTests
{
    private const string Offers = "IMAP4rev1 ENABLE CONDSTORE QRESYNC UIDPLUS MOVE IDLE";

    [Theory]
    // UID is not told to a client with CONDSTORE alone, ENABLED not where nothing new was enabled.
    [InlineData("dovecot-maildir.txt", "Info 5161-3.1-d, Info 7162-3.2.4-a, Info 7162-3.2.4-d")]
    // Its index deleted, Dovecot begins to count anew under the old UIDVALIDITY.
    [InlineData("dovecot-index-deleted.txt", "Fail 7162-3.1.2.1-c")]
    // The same two, and * SEARCH (MODSEQ 1) for an empty result, which no rule derives.
    [InlineData("cyrus.txt", "Fail 7162-3.1.6-a, Fail 7162-7-f, Info 5161-3.1-d, Info 7162-3.2.4-a, Info 7162-3.2.4-d")]
    public void A_real_server_is_told_only_what_is_so(string file, string expected)
    {
        var findings = Examine(file);
        Assert.Equal(expected, string.Join(", ", findings.Where(f => f.Outcome > Outcome.Pass).Select(f => $"{f.Outcome} {f.RequirementId}").Distinct().Order(StringComparer.Ordinal)));
        var passed = findings.Where(f => f.Outcome == Outcome.Pass).Select(f => f.RequirementId).ToList();
        Assert.True(passed.Count > 12, string.Join(' ', passed));
    }

    private static IReadOnlyList<Finding> Examine(string file) =>
        Conformance.Checking.Invariants.Invariants.Examine(Read(string.Join('\n', Lines(file))), new InvariantContext(Offers.Split(' '), Syntax));

    internal static string[] Lines(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder!.FullName, "conformance", "tests")))
            folder = folder.Parent;
        return File.ReadAllLines(Path.Combine(folder.FullName, "conformance", "tests", "Checking", "Recorded", file), Encoding.Latin1);
    }
}
