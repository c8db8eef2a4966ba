using Conformance.Checking.Invariants;
using Conformance.Wire;
using static Conformance.Tests.Checking.TranscriptText;

namespace Conformance.Tests.Checking;

public sealed class SessionInvariantTests
{
    private const string Plain = """
        A> a2 SELECT m
        A< * 3 EXISTS
        A< * OK [UIDVALIDITY 7] ok
        A< a2 OK done

        """;

    [Fact]
    public void Every_response_follows_the_grammar()
    {
        Assert.Equal("", BrokenIn(Examine("A< * OK ready\nA> a1 NOOP\nA< * 3 EXISTS\nA< a1 OK done", grammar: true)));
        Assert.Equal("Fail 3501-9-a", BrokenIn(Examine("A< * OK ready\nA> a1 NOOP\nA< * 03x EXISTS\nA< a1 OK done", grammar: true)));
        Assert.Equal("Fail 7162-7-b", BrokenIn(Examine("A< * OK ready\nA> a1 NOOP\nA< * VANISHED 0:1\nA< a1 OK done", grammar: true)));
    }

    [Fact]
    public void A_code_without_text_is_a_warning() =>
        Assert.Equal("Warn 7162-3.1.2.1-d", BrokenIn(Examine("A< * OK ready\nA> a1 SELECT m\nA< * OK [HIGHESTMODSEQ 3]\nA< a1 OK done", grammar: true)));

    [Fact]
    public void An_extension_that_no_grammar_knows_is_no_fault() =>
        Assert.Equal("", BrokenIn(Examine("A< * OK ready\nA> a1 XYZZY\nA< * XYZZY (1 2)\nA< a1 OK [XYZZY 3] done", grammar: true)));

    [Fact]
    public void A_command_is_answered_once()
    {
        Breaks("A> a1 NOOP\nA< a1 OK done\nA< a1 OK done", "Fail 3501-2.2.1-a");
        Conforms("A> a1 NOOP\nA< a1 OK done", "3501-2.2.1-a");
    }

    [Fact]
    public void A_tag_comes_back_as_it_was_sent()
    {
        Breaks("A> a1 NOOP\nA< A1 OK done", "Fail 3501-2.2.1-a");
        // The pipeline may be answered in another order.
        Conforms("A> a1 NOOP\nA> a2 NOOP\nA< a2 OK done\nA< a1 OK done", "3501-2.2.1-a");
    }

    [Fact]
    public void After_bytes_that_are_no_command_tags_are_not_judged() => Silent("A+ x1 NO(OP\nA< x1 BAD no\nA< x1 BAD no");

    [Fact]
    public void A_literal_may_be_refused_before_it_goes_out() =>
        Conforms("A> a1 APPEND m {100}\nA< a1 NO too big\nA> a2 NOOP\nA< a2 OK done", "3501-2.2.1-a");

    [Theory]
    [InlineData("* 4 FETCH (FLAGS ())")]
    [InlineData("* 0 FETCH (FLAGS ())")]
    [InlineData("* 4 EXPUNGE")]
    public void A_message_number_is_never_above_EXISTS(string response)
    {
        Breaks($"{Plain}A> a3 NOOP\nA< {response}\nA< a3 OK done", "Fail 3501-7.4.1-b");
        Conforms($"{Plain}A> a3 NOOP\nA< * 4 EXISTS\nA< * 4 FETCH (FLAGS ())\nA< * 4 EXPUNGE\nA< a3 OK done", "3501-7.4.1-b");
    }

    [Fact]
    public void EXISTS_does_not_fall_by_itself()
    {
        Breaks($"{Plain}A> a3 NOOP\nA< * 2 EXISTS\nA< a3 OK done", "Fail 3501-5.2-a");
        Conforms($"{Plain}A> a3 NOOP\nA< * 1 EXPUNGE\nA< * 2 EXISTS\nA< a3 OK done", "3501-5.2-a");
    }

    [Theory]
    [InlineData("* 1 FETCH (UID 12)", "* 2 FETCH (UID 12)")]
    [InlineData("* 1 FETCH (UID 12)", "* 2 FETCH (UID 11)")]
    [InlineData("* 1 FETCH (UID 12)", "* 3 FETCH (UID 13)")]
    [InlineData("* 3 FETCH (UID 12)", "* 1 FETCH (UID 11)")]
    [InlineData("* 1 FETCH (UID 12)", "* 1 FETCH (UID 13)")]
    public void UIDs_ascend_with_numbers_and_stay(string first, string second)
    {
        Breaks($"{Plain}A> a3 FETCH 1:* (UID)\nA< {first}\nA< {second}\nA< a3 OK done", "Fail 3501-2.3.1.1-a");
        Conforms($"{Plain}A> a3 FETCH 1:* (UID)\nA< * 3 FETCH (UID 13)\nA< * 1 FETCH (UID 1)\nA< * 2 FETCH (UID 2)\nA< a3 OK done", "3501-2.3.1.1-a");
    }

    [Fact]
    public void Numbers_move_down_as_messages_go() =>
        Conforms($"{Plain}A> a3 FETCH 1:* (UID)\nA< * 1 FETCH (UID 11)\nA< * 2 FETCH (UID 12)\nA< * 3 FETCH (UID 13)\nA< a3 OK done\nA> a4 EXPUNGE\nA< * 1 EXPUNGE\nA< * 1 FETCH (UID 12)\nA< * 2 FETCH (UID 13)\nA< a4 OK done", "3501-2.3.1.1-a");

    private const string Other = "A> a3 SELECT n\nA< * OK [CLOSED] ok\nA< * 9 EXISTS\nA< * OK [UIDVALIDITY 8] ok\nA< a3 OK done\n";

    [Fact]
    public void Selecting_another_mailbox_tells_CLOSED()
    {
        Breaks($"{Plain}{Other.Replace("A< * OK [CLOSED] ok\n", "", StringComparison.Ordinal)}", "Fail 7162-3.2.11-c");
        Conforms(Plain + Other, "7162-3.2.11-c");
        Conforms(Plain + Other, "7162-3.2.11-b");
        Silent($"{Plain}{Other.Replace("A< * OK [CLOSED] ok\n", "", StringComparison.Ordinal)}", "IMAP4rev1");
        var enabled = "A> a1 ENABLE QRESYNC\nA< * ENABLED QRESYNC\nA< a1 OK done\n" + (Plain + Other).Replace("EXISTS", "EXISTS\nA< * OK [HIGHESTMODSEQ 1] ok", StringComparison.Ordinal);
        Conforms(enabled, "7162-3.2.11-a");
        Breaks(enabled.Replace("A< * OK [CLOSED] ok\n", "", StringComparison.Ordinal), "Fail 7162-3.2.11-a");
    }

    [Fact]
    public void The_same_mailbox_again_may_do_without_CLOSED()
    {
        Silent(Plain + Other.Replace("SELECT n", "SELECT m", StringComparison.Ordinal).Replace("A< * OK [CLOSED] ok\n", "", StringComparison.Ordinal));
        Silent(Plain + Other.Replace("SELECT n", "EXAMINE \"m\"", StringComparison.Ordinal));
    }

    [Fact]
    public void CLOSED_without_a_mailbox_is_a_warning()
    {
        Breaks(Other, "Warn 7162-3.2.11-a");
        Breaks($"{Plain}A> a9 UNSELECT\nA< a9 OK done\n{Other}", "Warn 7162-3.2.11-a");
        Breaks($"{Plain}A> a9 CLOSE\nA< * OK [CLOSED] ok\nA< a9 OK done", "Info 7162-3.2.11-e");
        Silent($"{Plain}A> a9 CLOSE\nA< a9 OK done\n{Other.Replace("A< * OK [CLOSED] ok\n", "", StringComparison.Ordinal)}");
    }

    [Fact]
    public void A_failed_SELECT_closes_too()
    {
        Assert.Equal(["A-17"], Breaks($"{Plain}A> a3 SELECT nope\nA< a3 NO no such mailbox", "Warn 7162-3.2.11-d").Readings);
        Conforms($"{Plain}A> a3 SELECT nope\nA< * OK [CLOSED] ok\nA< a3 NO no such mailbox", "7162-3.2.11-d");
        // What is selected after BAD is disputed: nothing is judged by it.
        Silent($"{Plain}A> a3 SELECT nope (QRESYNC x)\nA< a3 BAD what\nA> a4 NOOP\nA< * 9 FETCH (FLAGS ())\nA< a4 OK done");
        // After NO no mailbox is selected, so that the next SELECT has nothing to close.
        Silent($"{Plain}A> a3 SELECT nope\nA< * OK [CLOSED] ok\nA< a3 NO no\n{Other.Replace("A< * OK [CLOSED] ok\n", "", StringComparison.Ordinal)}");
    }

    [Fact]
    public void What_belongs_to_the_old_mailbox_comes_before_CLOSED()
    {
        Silent($"{Plain}A> a3 SELECT n\nA< * 1 EXPUNGE\nA< * 2 EXISTS\nA< * 1 FETCH (FLAGS ())\nA< * OK [CLOSED] ok\nA< * 1 EXISTS\nA< * OK [UIDVALIDITY 8] ok\nA< a3 OK done\n");
        Breaks($"{Plain}A> a3 SELECT n\nA< * OK [CLOSED] ok\nA< * 1 EXPUNGE\nA< * 1 EXISTS\nA< a3 OK done\n", "Fail 7162-3.2.11-b");
        Breaks($"{Plain}A> a3 SELECT n\nA< * OK [UIDVALIDITY 8] ok\nA< * OK [CLOSED] ok\nA< * 1 EXISTS\nA< a3 OK done\n", "Fail 7162-3.2.11-b");
    }

    [Fact]
    public void Without_CLOSED_the_last_EXISTS_is_that_of_the_new_mailbox() =>
        Breaks($"{Plain}A> a3 SELECT n\nA< * 4 EXISTS\nA< * 1 EXISTS\nA< a3 OK done\nA> a4 NOOP\nA< * 2 FETCH (FLAGS ())\nA< a4 OK done", "Fail 3501-7.4.1-b", "IMAP4rev1");

    [Fact]
    public void CLOSE_tells_no_HIGHESTMODSEQ()
    {
        const string aware = "A> a2 SELECT m (CONDSTORE)\nA< * 3 EXISTS\nA< * OK [HIGHESTMODSEQ 3] ok\nA< a2 OK done\n";
        Breaks($"{aware}A> a3 CLOSE\nA< a3 OK [HIGHESTMODSEQ 4] done", "Fail 7162-3.2.8-c");
        Breaks($"{aware}A> a3 CLOSE\nA< * OK [HIGHESTMODSEQ 4] done\nA< a3 OK done", "Warn 7162-3.2.8-c");
        Conforms($"{aware}A> a3 CLOSE\nA< a3 OK done", "7162-3.2.8-c");
    }

    [Fact]
    public void ENABLE_is_answered_by_ENABLED()
    {
        Breaks("A> a1 ENABLE QRESYNC\nA< a1 OK done", "Fail 5161-3.1-d");
        Assert.Equal(["A-25"], Breaks("A> a1 ENABLE X-NOSUCH\nA< a1 OK done", "Info 5161-3.1-d").Readings);
        Conforms("A> a1 ENABLE X-NOSUCH\nA< * ENABLED\nA< a1 OK done", "5161-3.1-d");
        Silent("A> a1 ENABLE QRESYNC\nA< a1 BAD no");
    }

    [Fact]
    public void ENABLE_leaves_CAPABILITY_as_it_was()
    {
        const string text = "A> a1 CAPABILITY\nA< * CAPABILITY IMAP4rev1 ENABLE QRESYNC\nA< a1 OK done\nA> a2 ENABLE QRESYNC\nA< * ENABLED QRESYNC\nA< a2 OK done\nA> a3 CAPABILITY\nA< * CAPABILITY {0}\nA< a3 OK done";
        Breaks(string.Format(null, text, "IMAP4rev1 ENABLE QRESYNC CONDSTORE"), "Fail 5161-3.1-f");
        Conforms(string.Format(null, text, "qresync IMAP4REV1 ENABLE"), "5161-3.1-f");
    }

    [Fact]
    public void Of_a_connection_older_than_the_transcript_nothing_is_assumed()
    {
        var entries = Read($"{Other}A> a4 NOOP\nA< * 1 FETCH (FLAGS (\\Seen) MODSEQ (12))\nA< a4 OK done").Where(e => e.Kind != EntryKind.Connected).ToList();
        Assert.Equal("", BrokenIn(Conformance.Checking.Invariants.Invariants.Examine(entries, new InvariantContext(["CONDSTORE"]))));
        var vanished = Read($"{Other}A> a4 NOOP\nA< * VANISHED 12\nA< a4 OK done").Where(e => e.Kind != EntryKind.Connected).ToList();
        Assert.Equal("", BrokenIn(Conformance.Checking.Invariants.Invariants.Examine(vanished, new InvariantContext(["QRESYNC"]))));
    }

    [Fact]
    public void A_hook_leaves_open_what_an_old_connection_has() =>
        Silent($"{Plain}hook index-delete\nA> a3 NOOP\nA< * 1 EXISTS\nA< * 9 FETCH (FLAGS ())\nA< a3 OK done");

    [Fact]
    public void An_opening_after_a_hook_is_judged_again() =>
        Breaks($"{Plain}hook index-delete\nA> a3 SELECT m\nA< * 3 EXISTS\nA< a3 OK done\nA> a4 NOOP\nA< * 9 FETCH (FLAGS ())\nA< a4 OK done", "Fail 3501-7.4.1-b");

    [Fact]
    public void A_deleted_mailbox_is_not_judged_by_what_it_was() =>
        Silent($"{Plain}B> b1 DELETE m\nB< b1 OK done\nA> a3 NOOP\nA< * 0 EXISTS\nA< a3 OK done");

    [Fact]
    public void A_mailbox_of_four_thousand_million_messages_costs_nothing() =>
        Silent("A> a2 SELECT m\nA< * 4294967295 EXISTS\nA< a2 OK done\nA> a3 NOOP\nA< * 4294967295 FETCH (UID 4294967295)\nA< a3 OK done");

    [Fact]
    public void Every_requirement_that_an_invariant_names_is_in_the_catalogue()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder!.FullName, "conformance", "src")))
            folder = folder.Parent;
        var sources = Directory.EnumerateFiles(Path.Combine(folder.FullName, "conformance", "src", "Checking", "Invariants"), "*.cs").ToList();
        var ids = sources.SelectMany(f => System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(f), "\"([0-9]{4}-[0-9.]+-[a-z]+)\"")).Select(m => m.Groups[1].Value).ToHashSet();
        Assert.True(ids.Count > 30, $"only {ids.Count} ids were found");
        Assert.Equal("", string.Join(' ', ids.Where(id => !Catalogue.TryGet(id, out _))));
        var readings = sources.SelectMany(f => System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(f), "\"(A-[0-9]+)\"")).Select(m => m.Groups[1].Value).ToHashSet();
        Assert.Equal("", string.Join(' ', readings.Where(id => !Catalogue.TryGetDisputed(id, out _))));
    }
}
