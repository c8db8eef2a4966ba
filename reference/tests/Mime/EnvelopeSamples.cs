namespace Reference.Tests.Mime;

/// <summary>Headers and the envelopes that RFC 3501, 7.4.2 makes of them.</summary>
internal static class EnvelopeSamples
{
    private const string Fred = "((NIL NIL \"fred\" \"example.com\"))";

    public static IEnumerable<Sample> All => Fields.Concat(Addresses);

    private static IEnumerable<Sample> Fields =>
    [
        new("every field", """
            Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)
            From: Fred Foobar <foobar@Blurdybloop.example>
            Sender: "Post, Office" <office@example.com>
            Reply-To: answers@example.com
            To: mooch@owatagu.example, Joe <joe@example.com>
            Cc: cc@example.com
            Bcc: bcc@example.com
            Subject: afternoon meeting
            In-Reply-To: <first@example.com>
            Message-Id: <B27397-0100000@Blurdybloop.example>

            Hello Joe
            """)
        {
            Envelope = """("Mon, 7 Feb 1994 21:52:25 -0800 (PST)" "afternoon meeting" (("Fred Foobar" NIL "foobar" "Blurdybloop.example")) (("Post, Office" NIL "office" "example.com")) ((NIL NIL "answers" "example.com")) ((NIL NIL "mooch" "owatagu.example")("Joe" NIL "joe" "example.com")) ((NIL NIL "cc" "example.com")) ((NIL NIL "bcc" "example.com")) "<first@example.com>" "<B27397-0100000@Blurdybloop.example>")""",
        },
        new("nothing but a body", "\nbody\n")
        {
            Envelope = "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)",
            BodyStructure = "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 6 1 NIL NIL NIL NIL)",
            Sections = new() { [""] = "\nbody\n", ["HEADER"] = "\n", ["TEXT"] = "body\n", ["1"] = "body\n", ["HEADER.FIELDS (Subject)"] = "\n" },
        },
        new("nothing at all", "")
        {
            Envelope = "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)",
            BodyStructure = "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0 NIL NIL NIL NIL)",
            Sections = new() { [""] = "", ["HEADER"] = "", ["TEXT"] = "", ["1"] = "" },
        },
        // Present but empty: the empty string for strings, NIL for lists, From for Sender and Reply-To.
        new("present but empty", "Date:\nSubject: \nFrom: fred@example.com\nSender:\nReply-To: \nTo:\nCc: \nBcc:\nIn-Reply-To:\nMessage-ID: \n\n")
        {
            Envelope = $"(\"\" \"\" {Fred} {Fred} {Fred} NIL NIL NIL \"\" \"\")",
        },
        new("no header end", "Subject: x\nFrom: fred@example.com\n")
        {
            Envelope = $"(NIL \"x\" {Fred} {Fred} {Fred} NIL NIL NIL NIL NIL)",
            Sections = new() { ["HEADER"] = "Subject: x\nFrom: fred@example.com\n", ["TEXT"] = "", ["HEADER.FIELDS (subject)"] = "Subject: x\n" },
        },
        // Unfolding takes away line ends and nothing else (RFC 5322, 2.2.3).
        new("folded subject", "Subject: one\n two\n\tthree\n   four\n\n")
        {
            Envelope = "(NIL \"one two\tthree   four\" NIL NIL NIL NIL NIL NIL NIL NIL)",
        },
        new("subject that needs quoting", "Subject: a \"quoted\" \\ word\n\n")
        {
            Envelope = "(NIL \"a \\\"quoted\\\" \\\\ word\" NIL NIL NIL NIL NIL NIL NIL NIL)",
        },
        new("encoded words stay encoded", """
            Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?iso-8859-1?B?/Ow=?=
            From: =?utf-8?Q?J=C3=BCrgen?= <j@example.com>


            """)
        {
            Envelope = "(NIL \"=?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?iso-8859-1?B?/Ow=?=\" ((\"=?utf-8?Q?J=C3=BCrgen?=\" NIL \"j\" \"example.com\")) ((\"=?utf-8?Q?J=C3=BCrgen?=\" NIL \"j\" \"example.com\")) ((\"=?utf-8?Q?J=C3=BCrgen?=\" NIL \"j\" \"example.com\")) NIL NIL NIL NIL NIL)",
        },
        // A quoted string is 7-bit; octets beyond it need a literal.
        new("8-bit subject and name", "Subject: Gr\u00fc\u00dfe\nTo: J\u00c3\u00bcrgen <j@example.com>\n\n")
        {
            Envelope = "(NIL {5}\nGr\u00fc\u00dfe NIL NIL NIL (({7}\nJ\u00c3\u00bcrgen NIL \"j\" \"example.com\")) NIL NIL NIL NIL)",
        },
        // RFC 5322, 3.6 allows one of each; of strings the first counts, addresses are all told.
        new("repeated fields", """
            Subject: first
            Subject: second
            To: a@example.com
            To: b@example.com


            """)
        {
            Envelope = "(NIL \"first\" NIL NIL NIL ((NIL NIL \"a\" \"example.com\")(NIL NIL \"b\" \"example.com\")) NIL NIL NIL NIL)",
        },
        // RFC 5322, 4.5: white space before the colon; field names in any case (1.2.2).
        new("name with white space and case", "sUBJECT \t: x\nFROM : fred@example.com\n\n")
        {
            Envelope = $"(NIL \"x\" {Fred} {Fred} {Fred} NIL NIL NIL NIL NIL)",
            Sections = new() { ["HEADER.FIELDS (SUBJECT)"] = "sUBJECT \t: x\n\n" },
        },
        new("lines without a colon", """
            From someone Mon Jan  1
            nonsense
            Subject: x

            body

            """)
        {
            Envelope = "(NIL \"x\" NIL NIL NIL NIL NIL NIL NIL NIL)",
            Sections = new() { ["TEXT"] = "body\n", ["HEADER.FIELDS (Subject)"] = "Subject: x\n\n" },
        },
        new("several message ids", "In-Reply-To: <a@example.com>\n <b@example.com>\nMessage-ID:   <c@example.com>  \n\n")
        {
            Envelope = "(NIL NIL NIL NIL NIL NIL NIL NIL \"<a@example.com> <b@example.com>\" \"<c@example.com>\")",
        },
    ];

    private static IEnumerable<Sample> Addresses =>
    [
        To("atoms with dots", "John Q. Public <john.q.public@example.com>", """("John Q. Public" NIL "john.q.public" "example.com")"""),
        To("quoting is removed", "\"A \\\"B\\\" \\\\C\" <\"d e\"@example.com>", """("A \"B\" \\C" NIL "d e" "example.com")"""),
        To("comment as the name", "fred@example.com (Fred (the \\) first))", """("Fred (the ) first)" NIL "fred" "example.com")"""),
        To("comments everywhere", "Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", """("Pete" NIL "pete" "silly.test")"""),
        To("source route", "Mary <@a.example,@b.example:mary@example.net>", """("Mary" "@a.example,@b.example" "mary" "example.net")"""),
        To("domain literal", "root@[192.0.2.1], <x@[IPv6:2001:db8::1]>", """(NIL NIL "root" "[192.0.2.1]")(NIL NIL "x" "[IPv6:2001:db8::1]")"""),
        To("group", "A Group:Ed Jones <joe@where.test>,john@one.test;, last@example.com", """(NIL NIL "A Group" NIL)("Ed Jones" NIL "joe" "where.test")(NIL NIL "john" "one.test")(NIL NIL NIL NIL)(NIL NIL "last" "example.com")"""),
        To("empty group", "Undisclosed recipients:;", """(NIL NIL "Undisclosed recipients" NIL)(NIL NIL NIL NIL)"""),
        To("quoted group name", "\"a, b\": c@example.com;", """(NIL NIL "a, b" NIL)(NIL NIL "c" "example.com")(NIL NIL NIL NIL)"""),
        // Every start has its end, or a client would count on.
        To("group that is not closed", "friends: a@example.com, b@example.com", """(NIL NIL "friends" NIL)(NIL NIL "a" "example.com")(NIL NIL "b" "example.com")(NIL NIL NIL NIL)"""),
        // RFC 5322, 4.4: empty elements, white space around dots and "@".
        To("obsolete lists", ",a@example.com, ,\n ,b . c @ example . com,", """(NIL NIL "a" "example.com")(NIL NIL "b.c" "example.com")"""),
        To("empty name", "\"\" <a@example.com>", """("" NIL "a" "example.com")"""),
        To("angle address alone", "<a@example.com>", """(NIL NIL "a" "example.com")"""),
        To("names with 8-bit quoted", "\"M\u00fcller, J\" <m@example.com>", "({9}\nM\u00fcller, J NIL \"m\" \"example.com\")"),
        // A host of NIL would tell of a group, so it is an empty string here.
        To("no domain", "root, Boss <boss>", """(NIL NIL "root" "")("Boss" NIL "boss" "")"""),
        // No colon follows, so it is no route.
        To("no local part", "<@example.com>", """(NIL NIL "" "example.com")"""),
        To("folded list", "Ann\n <ann@example.com>,\n\tBob\n <bob@example.com>", """("Ann" NIL "ann" "example.com")("Bob" NIL "bob" "example.com")"""),
        To("null address", "<>", "NIL"),
        To("unclosed angle", "Ann <ann@example.com", """("Ann" NIL "ann" "example.com")"""),
        To("unclosed quote", "\"Ann <ann@example.com>", """("Ann <ann@example.com>" NIL "" "")"""),
        To("unclosed comment", "ann@example.com (never", """("never" NIL "ann" "example.com")"""),
        To("semicolons as separators", "a@example.com; b@example.com", """(NIL NIL "a" "example.com")(NIL NIL "b" "example.com")"""),
        To("two at signs", "a@b@example.com, c@example.com", """(NIL NIL "a" "b")(NIL NIL "c" "example.com")"""),
        To("words after an address", "a@example.com or so, b@example.com", """(NIL NIL "a" "example.com")(NIL NIL "b" "example.com")"""),
        // Several words cannot be a local-part, so they are shown as a name.
        To("plain words", "not an address at all", """("not an address at all" NIL "" "")"""),
    ];

    private static Sample To(string name, string value, string addresses) => new(name, $"To: {value}\n\n")
    {
        Envelope = $"(NIL NIL NIL NIL NIL {(addresses == "NIL" ? addresses : $"({addresses})")} NIL NIL NIL NIL)",
    };
}
