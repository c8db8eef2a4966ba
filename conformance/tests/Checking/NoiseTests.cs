using System.Text;
using Conformance.Checking.Convergence;
using Conformance.Checking.Invariants;

namespace Conformance.Tests.Checking;

/// <summary>Whatever a server sends, and whatever a scenario sent it, is examined to the end: an invariant that throws would cost the case its verdict.</summary>
public sealed class NoiseTests
{
    private const int Rounds = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_dialogue_with_lines_lost_doubled_swapped_and_changed_is_examined_to_the_end(int seed)
    {
        var lines = RecordedDialogueTests.Lines("dovecot-maildir.txt").Concat(RecordedDialogueTests.Lines("cyrus.txt")).ToArray();
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var from = random.Next(lines.Length - 100);
            var some = lines[from..(from + 100)].ToList();
            for (var change = random.Next(1, 20); change > 0; change--)
                Change(some, random);
            var entries = TranscriptText.Read(string.Join('\n', some));
            foreach (var finding in Conformance.Checking.Invariants.Invariants.Examine(entries, new InvariantContext(["CONDSTORE", "QRESYNC"], TranscriptText.Syntax)))
                Assert.True(TranscriptText.Catalogue.TryGet(finding.RequirementId!, out _), $"seed {seed}, round {round}: {finding.RequirementId}");
            foreach (var lane in new[] { "A", "Q", "R" })
            {
                if (ClientCache.Replay(entries, lane, "cft-1") is { } cache)
                    Comparison.Compare(cache.Apply(entries), Listing.Read(entries), expungesTold: true);
            }
        }
    }

    private static void Change(List<string> lines, Random random)
    {
        var at = random.Next(lines.Count);
        switch (random.Next(5))
        {
            case 0 when lines.Count > 10:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(random.Next(lines.Count), lines[at]);
                break;
            case 2:
                var other = random.Next(lines.Count);
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            case 3:
                var text = new StringBuilder(lines[at]);
                if (text.Length > 5)
                    text[random.Next(4, text.Length)] = "0129*:,()[]{}\"\\ $~+A\u00ff"[random.Next(21)];
                lines[at] = text.ToString();
                break;
            default:
                lines.Insert(at, "AQR"[random.Next(3)] + Hostile[random.Next(Hostile.Length)]);
                break;
        }
    }

    private static readonly string[] Hostile =
    [
        "< * 4294967295 EXISTS", "< * 0 EXISTS", "< * VANISHED 1:4294967295", "< * VANISHED (EARLIER) 1:4294967295", "< * 4294967295 EXPUNGE", "< * 0 EXPUNGE",
        "< * 0 FETCH (UID 0 MODSEQ (0))", "< * 1 FETCH (UID 4294967295 MODSEQ (18446744073709551615))", "< * OK [HIGHESTMODSEQ]", "< * OK [HIGHESTMODSEQ (1)]",
        "< * OK [UIDVALIDITY]", "< * OK [CLOSED]", "< * BYE", "<", "< ", "< * SEARCH (MODSEQ", "< * STATUS", "< * ENABLED", "< * ESEARCH", "< + ", "+ DONE", "+ ",
        "> x1 STORE 1:* FLAGS", "> x2 STORE", "> x3 UID", "> x4 SELECT", "> x5 SELECT m (QRESYNC", "> x6 SELECT m (QRESYNC (1))", "> x7 FETCH 1 (", "> x8 APPEND m {9999999999}",
        "> x9 SEARCH NOT NOT (OR", "> xa UID STORE 4294967295,1:* (UNCHANGEDSINCE 1) +FLAGS.SILENT", "< xa OK [MODIFIED 4294967295:1]", "> xb DELETE", "> xc RENAME \"cft-1\" x",
    ];
}
