using Conformance.Grammar;

namespace Conformance.Tests.Grammar;

/// <summary>
/// Responses written by hand from the RFCs' formal syntax. In the tables <c>⏎</c> is CRLF; a row without one gets its final CRLF added.
/// </summary>
public sealed class ResponseTableTests
{
    public static readonly string[] Legal =
    [
        // RFC 3501, status responses
        "* OK ready", "* ok Ready", "* NO [ALERT] System shutdown in 10 minutes", "* BAD Command line too long", "* BYE logging out",
        "a1 OK done", "A.1_x OK [READ-WRITE] SELECT completed", "a1 NO [TRYCREATE] no such mailbox", "] OK a tag may be a bracket",
        "* OK [UNSEEN 12] Message 12 is first unseen", "* OK [UIDVALIDITY 3857529045] UIDs valid", "* OK [UIDNEXT 4392] next",
        "* OK [PERMANENTFLAGS (\\Deleted \\Seen \\*)] Limited", "* OK [PERMANENTFLAGS ()] none", "* OK [permanentflags ($Forwarded \\answered)] x",
        "* OK [CAPABILITY IMAP4rev1 LITERAL+ AUTH=PLAIN] hello", "a NO [BADCHARSET] unknown", "a NO [BADCHARSET (US-ASCII \"UTF-8\")] unknown",
        "a NO [PARSE] header", "* OK [1 bracket is only text", "* OK ] odd but text", "* OK [] odd but text", "a OK [READ-ONLY] [two] brackets",
        "* PREAUTH in greeting is told apart elsewhere",
        // Untagged data
        "* CAPABILITY IMAP4rev1", "* CAPABILITY STARTTLS AUTH=GSSAPI IMAP4rev1 LOGINDISABLED XPIG-LATIN", "* capability imap4REV1",
        "* CAPABILITY IMAP4rev2 ENABLE",
        "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)", "* FLAGS ()", "* flags (NIL 1 $a)",
        "* 172 EXISTS", "* 0 EXISTS", "* 0 RECENT", "* 1 recent", "* 22 EXPUNGE", "* 4294967295 EXISTS",
        "* LIST (\\Noselect) \"/\" ~/Mail/foo",
        "* LIST () NIL INBOX", "* LIST () \"\\\\\" \"a \\\" b\"", "* LIST () \"/\" {3}⏎abc", "* LSUB () \".\" #news.comp", "* LIST (\\Noselect) \"/\" \"\"",
        "* LIST (\\Marked \\HasNoChildren) \"/\" inbox", "* LIST (\\NonExistent \\HasChildren) \"/\" x", "* LIST (\\Sent) \"/\" Sent",
        "* LIST (\\Subscribed) \"/\" a (\"CHILDINFO\" (\"SUBSCRIBED\"))", "* LIST () \"/\" a (CHILDINFO (\"SUBSCRIBED\"))", "* LIST () \"/\" a]b",
        "* LIST (\\NoAccess) \"/\" a (\"OLDNAME\" (\"b\"))", "* LIST () \"/\" {0}⏎",
        "* SEARCH", "* SEARCH 2 84 882", "* search 7 3 5 3", "* SEARCH 2 5 6 7 11 12 18 19 20 23 (MODSEQ 917162500)", "* SEARCH 1 (modseq 1)",
        "* STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292)", "* STATUS \"\" ()", "* STATUS {5}⏎inbox (HIGHESTMODSEQ 7011231777)",
        "* STATUS a (HIGHESTMODSEQ 0)", "* STATUS a (highestmodseq 9223372036854775807 unseen 0)", "* STATUS a (SIZE 9223372036854775807)",
        "* STATUS a (MAILBOXID (F2212ea87-6097-4256-9d51-71338625))", "* STATUS a (RECENT 0 UIDVALIDITY 1 DELETED 3)",
        "* STATUS a (UIDNEXT 1 MESSAGES 0 HIGHESTMODSEQ 9223372036854775806)",
        // FETCH
        "* 12 FETCH (FLAGS (\\Seen) RFC822.SIZE 44827)", "* 23 FETCH (FLAGS () UID 4827313)", "* 1 FETCH (UID 1)", "* 1 fetch (uid 1 flags (\\recent))",
        "* 1 FETCH (MODSEQ (624140003))", "* 1 FETCH (UID 4 MODSEQ (12121231000))", "* 1 FETCH (MODSEQ (1) UID 4 FLAGS (\\Seen $x))",
        "* 1 FETCH (FLAGS (\\Seen) MODSEQ (9223372036854775807))", "* 1 fetch (modseq (007))", "* 1 FETCH (FLAGS (\\Unheard))", "* 1 FETCH (FLAGS () FLAGS ())",
        "* 1 FETCH (BODY[] {4}⏎a⏎b)", "* 1 FETCH (BODY[] NIL)", "* 1 FETCH (BODY[] \"\")", "* 1 FETCH (BODY[]<0> {0}⏎)",
        "* 1 FETCH (BODY[HEADER.FIELDS (DATE \"FROM\")] {2}⏎⏎)", "* 1 FETCH (BODY[1.2.HEADER.FIELDS.NOT (Subject)]<7> \"x\")", "* 1 FETCH (BODY[1.MIME] NIL)",
        "* 1 FETCH (BODY[TEXT] {1}⏎x UID 3)", "* 1 FETCH (RFC822 {2}⏎ab RFC822.HEADER \"\" RFC822.TEXT NIL)", "* 1 FETCH (BODY[4.2.1] \"a\\\\b\\\"c\")",
        "* 1 FETCH (INTERNALDATE \"17-Jul-1996 02:44:25 -0700\")", "* 1 FETCH (INTERNALDATE \" 1-jan-2020 00:00:00 +0000\" UID 9)",
        "* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))",
        "* 1 FETCH (ENVELOPE (\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" {2}⏎ab ((\"T\" NIL \"g\" \"h\")) ((NIL NIL \"u\" \"h\")(NIL NIL \"v\" \"h\")) NIL NIL NIL NIL NIL \"<a@b>\"))",
        "* 1 FETCH (ENVELOPE (NIL \"s\" NIL NIL NIL ((NIL NIL \"group\" NIL)(NIL NIL NIL NIL)) NIL NIL NIL NIL))",
        "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 3028 92))",
        "* 1 FETCH (BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 0 0 NIL NIL NIL NIL))",
        "* 1 FETCH (BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" NIL NIL NIL \"8BIT\" 1 1)(\"IMAGE\" \"PNG\" (\"NAME\" \"a\") \"<i>\" \"d\" \"BASE64\" 4554 NIL (\"INLINE\" NIL) (\"en\" \"de\") \"loc\" 5 (\"x\" (NIL))) \"MIXED\" (\"BOUNDARY\" \"b\") NIL NIL))",
        "* 1 FETCH (BODY (\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 100 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1) 5))",
        "* 1 FETCH (BINARY[1] ~{3}⏎a\0b)",
        "* 1 FETCH (BINARY.SIZE[1.2] 5 BINARY[] NIL)", "* 1 FETCH (EMAILID (M1) THREADID NIL)", "* 1 FETCH (THREADID (T-1_x))",
        "* 5 UIDFETCH (FLAGS () MODSEQ (3))", "* 1 FETCH (RFC822.SIZE 5000000000)",
        // RFC 7162
        "* VANISHED 300:310,405", "* VANISHED 1", "* VANISHED (EARLIER) 300:310,405,411", "* vanished (earlier) 4:2", "* VANISHED 1,1,1:1", "* VANISHED 4294967295",
        "* OK [HIGHESTMODSEQ 715194045007] Highest", "* OK [HIGHESTMODSEQ 9223372036854775807] x", "* OK [NOMODSEQ] Sorry, this mailbox has no mod-sequences",
        "* OK [highestmodseq 1] x", "a OK [MODIFIED 7,9] Conditional STORE failed", "a NO [MODIFIED 2] some failed", "a OK [MODIFIED 12:10,5] x", "* OK [CLOSED] done",
        "a OK [HIGHESTMODSEQ 20010715194045319] expunged", "* NO [NOMODSEQ] x",
        // ESEARCH, SORT, THREAD
        "* ESEARCH", "* ESEARCH UID", "* ESEARCH (TAG \"a567\") UID COUNT 5 ALL 4:19,21,28", "* ESEARCH (TAG \"a\") UID ALL 1:3 MODSEQ 5", "* ESEARCH (TAG {2}⏎a1) MIN 7 MAX 3800",
        "* esearch (tag \"a\") uid", "* ESEARCH (TAG \"a\") COUNT 0", "* ESEARCH (TAG \"a\") MODSEQ 917162500 MIN 2", "* ESEARCH COUNT 18 ALL 3,2,1:9",
        "* ESEARCH (TAG \"B01\") UID ADDTO (0 32768:32769)", "* ESEARCH (TAG \"B\") REMOVEFROM (0 3,4 2 1)", "* ESEARCH (TAG \"a\") PARTIAL (-1:-100 NIL)",
        "* ESEARCH (TAG \"t\" MAILBOX \"f1\" UIDVALIDITY 1) UID ALL 40", "* SORT", "* SORT 2 84 882", "* SORT 5 3 (MODSEQ 17)", "* THREAD", "* THREAD (166)(167)((1)(2))",
        "* THREAD (3 6 (4 23)(44 7 96))", "* THREAD ((3)(5))",
        // ENABLE, ID, NAMESPACE, UIDPLUS, METADATA, continuations
        "* ENABLED", "* ENABLED CONDSTORE QRESYNC", "* enabled X-GOOD-IDEA", "* ID NIL", "* ID (\"name\" \"Cyrus\" \"os\" NIL)", "* ID ()",
        "* NAMESPACE ((\"\" \"/\")) NIL NIL", "* NAMESPACE NIL NIL ((\"\" \".\"))", "* NAMESPACE ((\"\" \"/\")(\"#mh/\" NIL \"X-PARAM\" (\"F1\" \"F2\"))) ((\"#u/\" \"/\")) NIL",
        "a OK [APPENDUID 38505 3955] APPEND completed", "a OK [APPENDUID 1 3:5,9] x", "a OK [COPYUID 38505 304,319:320 3956:3958] Done", "* OK [COPYUID 432432 42:69 1202:1229]  two spaces",
        "* NO [UIDNOTSTICKY] Non-persistent UIDs", "* METADATA INBOX (/shared/comment \"x\" /private/comment NIL)", "* METADATA \"\" /shared/comment /shared/admin",
        "* METADATA INBOX (/shared/a {2}⏎ab)", "a OK [METADATA LONGENTRIES 2199] x", "a NO [METADATA TOOMANY] x", "a NO [OVERQUOTA] full", "a NO [EXPUNGEISSUED] again",
        "a NO [ALREADYEXISTS] there", "a OK [MAILBOXID (F1-_a)] created", "+ idling", "+ ", "+ YGgGCSqGSIb3DQEB", "+ OK",
        "a NO [NOTSAVED] x", "a NO [LIMIT too many results] detail behind a code of RFC 5530", "* OK [NOUPDATE \"B02\"] x",
    ];

    /// <summary>Row and the requirement that it breaks.</summary>
    public static readonly (string Row, string Requirement)[] Illegal =
    [
        ("* 1 FETCH (MODSEQ 5)", "7162-7-f"), ("* 1 FETCH (MODSEQ ())", "7162-7-f"), ("* 1 FETCH (MODSEQ (5 6))", "7162-7-f"), ("* 1 FETCH (MODSEQ(5))", "7162-7-f"),
        ("* 1 FETCH (MODSEQ (5)", "3501-9-a"), ("* 1 FETCH (MODSEQ \"5\")", "7162-7-f"), ("* 1 FETCH (MODSEQ (-5))", "7162-7-f"), ("* 1 FETCH (MODSEQ (0x5))", "7162-7-f"),
        ("* 1 FETCH (MODSEQ NIL)", "7162-7-f"), ("* 1 FETCH (MODSEQ ( 5))", "7162-7-f"), ("* 1 FETCH (MODSEQ (5 ))", "7162-7-f"), ("* 1 FETCH (MODSEQ)", "7162-7-f"),
        ("* 1 FETCH (MODSEQ (1.5))", "7162-7-f"), ("* 5 FETCH (MODSEQ  (5))", "7162-7-f"),
        ("* 1 FETCH (MODSEQ (0))", "7162-3.1-a"), ("* 1 FETCH (MODSEQ (9223372036854775808))", "7162-3.1-a"), ("* 1 FETCH (MODSEQ (18446744073709551616))", "7162-3.1-a"),
        ("* 1 FETCH (UID 3 MODSEQ (99999999999999999999999999999999) FLAGS ())", "7162-3.1-a"), ("* 1 FETCH (FLAGS () MODSEQ (000))", "7162-3.1-a"),
        ("* VANISHED 0:1", "7162-7-b"), ("* VANISHED 0", "7162-7-b"), ("* VANISHED", "7162-7-b"), ("* VANISHED ", "7162-7-b"), ("* VANISHED (EARLIER)", "7162-7-b"),
        ("* VANISHED (EARLIER) ", "7162-7-b"), ("* VANISHED 1:*", "7162-7-b"), ("* VANISHED *", "7162-7-b"), ("* VANISHED (EARLIER) $", "7162-7-b"), ("* VANISHED EARLIER 5", "7162-7-b"),
        ("* VANISHED (EARLIER)5", "7162-7-b"), ("* VANISHED 1, 2", "7162-7-b"), ("* VANISHED 1,,2", "7162-7-b"), ("* VANISHED 1 2", "7162-7-b"), ("* VANISHED (1:2)", "7162-7-b"),
        ("* VANISHED 1:2:3", "7162-7-b"), ("* VANISHED -1", "7162-7-b"), ("* VANISHED 4294967296", "7162-7-b"), ("* VANISHED 1,", "7162-7-b"), ("* VANISHED :5", "7162-7-b"),
        ("* VANISHED NIL", "7162-7-b"), ("* VANISHED ()", "7162-7-b"), ("* VANISHED \"5\"", "7162-7-b"), ("* VANISHED (LATER) 5", "7162-7-b"),
        ("* OK [HIGHESTMODSEQ 0] x", "7162-3.1.2.1-a"), ("* OK [HIGHESTMODSEQ] x", "7162-3.1.2.1-a"), ("* OK [HIGHESTMODSEQ (5)] x", "7162-3.1.2.1-a"),
        ("* OK [HIGHESTMODSEQ 9223372036854775808] x", "7162-3.1.2.1-a"), ("* OK [HIGHESTMODSEQ -1] x", "7162-3.1.2.1-a"), ("* OK [HIGHESTMODSEQ 5 6] x", "7162-3.1.2.1-a"),
        ("a OK [HIGHESTMODSEQ \"5\"] x", "7162-3.1.2.1-a"), ("* OK [HIGHESTMODSEQ 0]", "7162-3.1.2.1-a"), ("* OK [HIGHESTMODSEQ  5] x", "7162-3.1.2.1-a"),
        ("a OK [MODIFIED 0 35] x", "7162-3.1.3-g"), ("a OK [MODIFIED] x", "7162-3.1.3-g"), ("a OK [MODIFIED ] x", "7162-3.1.3-g"), ("a NO [MODIFIED (1)] x", "7162-3.1.3-g"),
        ("a OK [MODIFIED 1, 2] x", "7162-3.1.3-g"), ("a OK [MODIFIED 1 2] x", "7162-3.1.3-g"), ("a OK [MODIFIED 0] x", "7162-3.1.3-g"), ("a OK [MODIFIED \"1\"] x", "7162-3.1.3-g"),
        ("a OK [MODIFIED $] x", "7162-3.1.3-g"),
        ("* SEARCH 1 (MODSEQ 0)", "7162-7-f"), ("* SEARCH 1 (MODSEQ (5))", "7162-7-f"), ("* SEARCH 1 MODSEQ 5", "7162-7-f"), ("* SEARCH (MODSEQ 5)", "7162-7-f"),
        ("* SEARCH 1 (MODSEQ 5) 2", "7162-7-f"), ("* SEARCH 1 (MODSEQ)", "7162-7-f"), ("* SORT 1 (MODSEQ -1)", "7162-7-f"), ("* SEARCH 0", "3501-9-a"), ("* SEARCH 1,2", "3501-9-a"),
        ("* SEARCH ", "3501-9-a"), ("* SEARCH 1 9223372036854775808", "3501-9-a"),
        ("* ESEARCH (TAG \"a\") UID ALL 1:3 MODSEQ (5)", "7162-7-f"), ("* ESEARCH (TAG \"a\") UID ALL 1:3 MODSEQ 0", "7162-7-f"), ("* ESEARCH (TAG a) UID", "3501-9-a"),
        ("* ESEARCH TAG \"a\" UID", "3501-9-a"), ("* ESEARCH (TAG \"a\") ALL", "3501-9-a"), ("* ESEARCH (TAG \"a\") COUNT 1 UID", "3501-9-a"), ("* ESEARCH (TAG \"a\") MIN 0", "3501-9-a"),
        ("* ESEARCH (TAG \"a\") ALL NIL", "3501-9-a"), ("* ESEARCH (TAG \"a\") (MODSEQ 5)", "3501-9-a"), ("* ESEARCH (TAG \"a\") ALL $", "3501-9-a"),
        ("* STATUS a (HIGHESTMODSEQ (5))", "7162-7-f"), ("* STATUS a (HIGHESTMODSEQ -1)", "7162-7-f"), ("* STATUS a (HIGHESTMODSEQ 9223372036854775808)", "7162-7-f"),
        ("* STATUS a (HIGHESTMODSEQ)", "7162-7-f"), ("* STATUS a (MESSAGES 1 )", "3501-9-a"), ("* STATUS a MESSAGES 1", "3501-9-a"), ("* STATUS a b (MESSAGES 1)", "3501-9-a"),
        ("* STATUS a (UIDNEXT 0)", "3501-9-a"), ("* STATUS a (MESSAGES 4294967296)", "3501-9-a"), ("* STATUS (MESSAGES 1)", "3501-9-a"),
        ("* 3 FETCH (FLAGS (\\Seen)", "3501-9-a"), ("* 3 FETCH (FLAGS \\Seen)", "3501-9-a"), ("* 3 FETCH FLAGS (\\Seen)", "3501-9-a"), ("* 3 FETCH ()", "3501-9-a"),
        ("* 3 FETCH (UID 0)", "3501-9-a"), ("* 3 FETCH (UID -1)", "3501-9-a"), ("* 0 FETCH (UID 1)", "3501-9-a"), ("* 3 FETCH (UID 1  FLAGS ())", "3501-9-a"), ("* 3 FETCH (UID 4294967296)", "3501-9-a"),
        ("* 3 FETCH (FLAGS (\\Seen  \\Deleted))", "3501-9-a"), ("* 3 FETCH (FLAGS (\\))", "3501-9-a"), ("* 3 FETCH (FLAGS (\\*))", "3501-9-a"), ("* 3 FETCH (FLAGS (a\"b))", "3501-9-a"),
        ("* 3 FETCH (FLAGS (a]))", "3501-9-a"), ("* 3 FETCH (UID 1)x", "3501-9-a"), ("* 3 FETCH ((UID 1))", "3501-9-a"), ("* 3 FETCH ( UID 1)", "3501-9-a"),
        ("* 3 FETCH (INTERNALDATE \"1-Jan-2020 00:00:00 +0000\")", "3501-9-a"), ("* 3 FETCH (INTERNALDATE NIL)", "3501-9-a"), ("* 3 FETCH (RFC822.SIZE -1)", "3501-9-a"),
        ("* 3 FETCH (BODY[] {3}⏎ab)", "3501-9-a"), ("* 3 FETCH (BODY[] {1}⏎ab)", "3501-9-a"), ("* 3 FETCH (BODY[] {2+}⏎ab)", "3501-9-a"), ("* 3 FETCH (BODY[] {-1}⏎)", "3501-9-a"),
        ("* 3 FETCH (BODY[] {2}⏎a\0)", "3501-9-a"), ("* 3 FETCH (BODY[] abc)", "3501-9-a"), ("* 3 FETCH (BODY[0] NIL)", "3501-9-a"), ("* 3 FETCH (BODY[HEADER.FIELDS ()] NIL)", "3501-9-a"),
        ("* 3 FETCH (BODY[] \"a⏎b\")", "3501-9-a"), ("* 3 FETCH (BODY[] \"a\\b\")", "3501-9-a"), ("* 3 FETCH (BODY[]<0.5> NIL)", "3501-9-a"), ("* 3 FETCH (BODY[] \"\u00e9\")", "3501-9-a"),
        ("* 3 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL))", "3501-9-a"), ("* 3 FETCH (ENVELOPE (NIL NIL () NIL NIL NIL NIL NIL NIL NIL))", "3501-9-a"),
        ("* 3 FETCH (BODY (\"TEXT\" \"PLAIN\" () NIL NIL \"7BIT\" 1 1))", "3501-9-a"), ("* 3 FETCH (BODYSTRUCTURE ())", "3501-9-a"),
        ("* 0 EXPUNGE", "3501-9-a"), ("* -1 EXISTS", "3501-9-a"), ("* 3  EXISTS", "3501-9-a"), ("* 3 EXISTS ", "3501-9-a"), ("* EXISTS 3", "3501-9-a"), ("* 4294967296 EXISTS", "3501-9-a"), ("* * EXISTS", "3501-9-a"),
        ("* FETCH 3 (UID 1)", "3501-9-a"), ("*  OK x", "3501-9-a"), ("*OK x", "3501-9-a"), ("* ", "3501-9-a"), ("", "3501-9-a"), ("a1", "3501-9-a"), ("a1 OK", "3501-9-a"), ("a1 DONE x", "3501-9-a"),
        ("a+1 OK x", "3501-9-a"), ("a1 PREAUTH x", "3501-9-a"), ("a1 OK [UIDNEXT 0] x", "3501-9-a"), ("* OK [UIDVALIDITY] x", "3501-9-a"), ("* OK [UIDVALIDITY 4294967296] x", "3501-9-a"),
        ("* OK [UNSEEN 0] x", "3501-9-a"), ("* OK [PERMANENTFLAGS \\Seen] x", "3501-9-a"), ("* OK [PERMANENTFLAGS (\\Seen \\*] x", "3501-9-a"), ("* OK [UIDNEXT 5]x", "3501-9-a"),
        ("* OK [CLOSED now] x", "3501-9-a"), ("* OK [NOMODSEQ 1] x", "3501-9-a"), ("* OK [UIDNEXT 5 x", "3501-9-a"), ("* OK [CAPABILITY LITERAL+] x", "3501-9-a"),
        ("a OK [APPENDUID 0 1] x", "3501-9-a"), ("a OK [APPENDUID 1] x", "3501-9-a"), ("a OK [COPYUID 1 2:*  3] x", "3501-9-a"), ("a OK [COPYUID 1 2] x", "3501-9-a"), ("a OK [COPYUID 1 1:2 *] x", "3501-9-a"),
        ("* CAPABILITY", "3501-9-a"), ("* CAPABILITY LITERAL+", "3501-9-a"), ("* CAPABILITY IMAP4rev1 ", "3501-9-a"), ("* CAPABILITY IMAP4rev1  X", "3501-9-a"),
        ("* FLAGS \\Seen", "3501-9-a"), ("* FLAGS (\\Seen", "3501-9-a"), ("* FLAGS NIL", "3501-9-a"), ("* LIST () / INBOX", "3501-9-a"), ("* LIST () \"//\" INBOX", "3501-9-a"), ("* LIST NIL \"/\" INBOX", "3501-9-a"),
        ("* LIST () \"/\" a b", "3501-9-a"), ("* LIST () \"/\" a(b)", "3501-9-a"), ("* LIST () \"/\" a%", "3501-9-a"), ("* LIST () \"/\"", "3501-9-a"), ("* LIST (Marked) \"/\" a", "3501-9-a"),
        ("* ENABLED ", "3501-9-a"), ("* ENABLED (CONDSTORE)", "3501-9-a"), ("* ID", "3501-9-a"), ("* ID (\"name\")", "3501-9-a"), ("* ID (name \"x\")", "3501-9-a"), ("* NAMESPACE NIL NIL", "3501-9-a"),
        ("* NAMESPACE () NIL NIL", "3501-9-a"), ("* THREAD 1", "3501-9-a"), ("* THREAD ()", "3501-9-a"), ("* METADATA INBOX", "3501-9-a"), ("* METADATA INBOX (/a)", "3501-9-a"), ("+idling", "3501-9-a"), ("+", "3501-9-a"),
        ("* OK \u00ff", "3501-9-a"), ("* OK [ALERT] Gr\u00c3\u00bc\u00c3\u009fe", "3501-9-a"), ("* LIST () \"/\" \"\u00c3\u00bc\"", "3501-9-a"), ("* OK a\0b", "3501-9-a"), ("* OK a\rb", "3501-9-a"),
    ];

    public static TheoryData<string> LegalRows => [.. Legal];

    public static TheoryData<string, string> IllegalRows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (row, requirement) in Illegal)
                rows.Add(row, requirement);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(LegalRows))]
    public void A_legal_response_is_not_refused(string row)
    {
        var verdict = GrammarFolder.Judge.JudgeResponse(Complete(row), greeting: row.StartsWith("* PREAUTH", StringComparison.Ordinal));
        Assert.True(verdict.Kind == SyntaxKind.Accepted, verdict.ToString());
    }

    [Theory]
    [MemberData(nameof(IllegalRows))]
    public void An_illegal_response_is_refused_and_the_broken_requirement_named(string row, string requirement)
    {
        var verdict = GrammarFolder.Judge.JudgeResponse(Complete(row));
        Assert.True(verdict.Kind == SyntaxKind.Rejected, verdict.ToString());
        Assert.True(requirement == verdict.RequirementId, verdict.ToString());
        Assert.NotEmpty(verdict.Expected);
        Assert.InRange(verdict.Offset, 0, Complete(row).Length);
    }

    internal static byte[] Complete(string row) => GrammarFolder.Octets(row + "⏎");
}
