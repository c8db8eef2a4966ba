using Conformance.Grammar;

namespace Conformance.Tests.Grammar;

/// <summary>Commands as the suite sends them, and forms that clients have got wrong.</summary>
public sealed class CommandTableTests
{
    public static readonly TheoryData<string> Legal =
    [
        "a CAPABILITY", "a noop", "a LOGIN alice {4}⏎pass", "a LOGIN \"a\" \"b\"", "a LOGIN alice {4+}⏎pass", "a AUTHENTICATE PLAIN", "a AUTHENTICATE PLAIN AGEAYg==", "a ENABLE CONDSTORE QRESYNC",
        "a ID NIL", "a ID (\"name\" \"x\")", "a NAMESPACE", "a IDLE", "a IDLE⏎DONE", "DONE", "a UNSELECT", "a SELECT INBOX", "a SELECT x (CONDSTORE)", "a select x (condstore)",
        "a SELECT x (QRESYNC (67890007 20050715194045000))", "a SELECT x (QRESYNC (1 9223372036854775807 41,43:211,214:541))", "a SELECT x (QRESYNC (1 2 1:5,9 (1:2 4,7)))",
        "a SELECT x (QRESYNC (1 2 (1 4)))", "a EXAMINE x (CONDSTORE X-FOO (a b))", "a FETCH 1:* FLAGS", "a FETCH * ALL", "a UID FETCH 1:* (FLAGS) (CHANGEDSINCE 12345 VANISHED)",
        "a Uid Fetch 1:* (flags) (ChangedSince 1 Vanished)", "a FETCH 1 BODY.PEEK[HEADER.FIELDS (A B)]<0.10>", "a FETCH 1,3:5 (UID MODSEQ BODY[1.2.MIME])", "a FETCH $ UID",
        "a STORE 1 (UNCHANGEDSINCE 0) +FLAGS.SILENT (\\Seen)", "a UID STORE 1:* FLAGS ()", "a STORE 1 -FLAGS \\Seen $x", "a SEARCH MODSEQ 0", "a SEARCH RETURN (MIN MAX COUNT ALL SAVE) MODSEQ \"/flags/\\\\draft\" all 620162338",
        "a UID SEARCH OR MODSEQ 5 (NOT UID 1:3 DELETED)", "a SEARCH CHARSET UTF-8 TEXT {2}⏎ab", "a SORT (REVERSE DATE) UTF-8 MODSEQ 5", "a UID SORT RETURN () (SUBJECT) US-ASCII ALL", "a THREAD REFERENCES UTF-8 ALL",
        "a STATUS x (HIGHESTMODSEQ SIZE MESSAGES)", "a LIST \"\" %", "a LIST (SUBSCRIBED) \"\" (a b%) RETURN (CHILDREN STATUS (MESSAGES))", "a COPY 1 x", "a MOVE 1:2 x", "a UID MOVE 1 x", "a UID EXPUNGE 1:3", "a EXPUNGE",
        "a APPEND x (\\Seen) \" 1-Jan-2020 00:00:00 +0000\" {3}⏎abc", "a APPEND x {0}⏎", "a GETMETADATA x /private/comment", "a SETMETADATA x (/private/comment NIL)", "a CREATE x (USE (\\Archive))", "a XFOO any thing",
        "a COMPRESS DEFLATE", "a UNAUTHENTICATE",
    ];

    public static readonly TheoryData<string> Illegal =
    [
        "a SELECT x (QRESYNC)", "a SELECT x (QRESYNC (1))", "a SELECT x (QRESYNC 1 2)", "a SELECT x (QRESYNC (0 1))", "a SELECT x (QRESYNC (1 x))", "a SELECT x (QRESYNC (1 2 1:*))", "a SELECT x (QRESYNC (1 0))",
        "a SELECT x (QRESYNC (1 2 1:5 (1:* 1:5)))", "a SELECT x (QRESYNC (1 2 1:5 (1)))", "a SELECT x (QRESYNC (1 2)", "a SELECT x CONDSTORE", "a SELECT x (CONDSTORE (1))",
        "a FETCH 1 (FLAGS) (CHANGEDSINCE 0)", "a FETCH 1 (FLAGS) (CHANGEDSINCE 9223372036854775808)", "a FETCH 1 (FLAGS) CHANGEDSINCE 1", "a FETCH 1 (FLAGS) (CHANGEDSINCE 1) VANISHED", "a FETCH 1 (FLAGS) (CHANGEDSINCE)",
        "a FETCH 0 FLAGS", "a FETCH 1 ()", "a FETCH (FLAGS) 1", "a STORE 1 +FLAGS (\\Seen) (UNCHANGEDSINCE 1)", "a STORE 1 (UNCHANGEDSINCE -1) FLAGS ()", "a STORE 1 FLAGS(\\Seen)", "a STORE 1 (UNCHANGEDSINCE) FLAGS ()",
        "a SEARCH MODSEQ", "a SEARCH MODSEQ \"1\"", "a SEARCH MODSEQ 1.5", "a SEARCH MODSEQ \"/flags/\\\\draft\" 5", "a SEARCH", "a SEARCH ALL  SEEN", "a  NOOP", "a NOOP ", "NOOP", "a ENABLE", "a STATUS x ()", "a UID EXPUNGE",
        "a APPEND x {3}⏎ab", "a APPEND x abc", "* NOOP", "+ NOOP", "a LOGIN alice",
    ];

    [Theory]
    [MemberData(nameof(Legal))]
    public void A_legal_command_is_accepted(string row)
    {
        var verdict = GrammarFolder.Judge.JudgeCommand(ResponseTableTests.Complete(row));
        Assert.True(verdict.Kind == SyntaxKind.Accepted, verdict.ToString());
    }

    [Theory]
    [MemberData(nameof(Illegal))]
    public void An_illegal_command_is_refused(string row)
    {
        var verdict = GrammarFolder.Judge.JudgeCommand(ResponseTableTests.Complete(row));
        Assert.True(verdict.Kind == SyntaxKind.Rejected, verdict.ToString());
    }

    [Fact]
    public void A_command_of_an_unknown_extension_is_told_apart() =>
        Assert.Equal(SyntaxKind.UnknownExtension, GrammarFolder.Judge.JudgeCommand("a FROBNICATE (1 2)\r\n"u8.ToArray()).Kind);
}
