namespace Reference.Tests.Mime;

/// <summary>
/// Broken MIME structures. What the RFCs leave open about them is decided so that no octet is lost, every response keeps to
/// the grammar, and every part that is told can be fetched.
/// </summary>
internal static class BrokenSamples
{
    private const string Empty = "\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\"";

    public static IEnumerable<Sample> All =>
    [
        new("not closed", """
            Content-Type: multipart/mixed; boundary=b

            --b

            one
            --b

            two

            """)
        {
            Sections = new() { ["1"] = "one", ["2"] = "two\n", ["3"] = null },
        },
        new("inner not closed", """
            Content-Type: multipart/mixed; boundary=out

            --out
            Content-Type: multipart/mixed; boundary=in

            --in

            one
            --out

            two
            --out--

            """)
        {
            Sections = new() { ["1.1"] = "one", ["1"] = "--in\n\none", ["2"] = "two", ["3"] = null },
        },
        new("no delimiter line", """
            Content-Type: multipart/mixed; boundary=b

            nothing here

            """)
        {
            // body-type-mpart needs a body, so an empty one is told, and can be fetched.
            BodyStructure = $"""(({Empty} 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)""",
            Sections = new() { ["1"] = "", ["1.MIME"] = "", ["2"] = null, ["TEXT"] = "nothing here\n" },
        },
        new("no boundary parameter", """
            Content-Type: multipart/mixed

            --b

            one
            --b--

            """)
        {
            BodyStructure = $"""(({Empty} 0 0 NIL NIL NIL NIL) "mixed" NIL NIL NIL NIL)""",
        },
        // RFC 2046, 5.1.1: a boundary has 1 to 70 characters.
        new("empty boundary", """
            Content-Type: multipart/mixed; boundary=""

            --

            one
            ----

            """)
        {
            BodyStructure = $"""(({Empty} 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "") NIL NIL NIL)""",
        },
        new("unquoted boundary with specials", """
            Content-Type: multipart/mixed; boundary=a=b/c?d:e

            --a=b/c?d:e

            one
            --a=b/c?d:e--

            """)
        {
            Sections = new() { ["1"] = "one", ["2"] = null },
        },
        new("delimiter inside a header", """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/html
            --b

            two
            --b--

            """)
        {
            Sections = new() { ["1"] = "", ["2"] = "two" },
        },
        new("delimiter inside an attached header", """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: message/rfc822

            Subject: cut
            --b

            two
            --b--

            """)
        {
            Sections = new() { ["1"] = "Subject: cut", ["1.HEADER"] = "Subject: cut", ["1.TEXT"] = "", ["2"] = "two" },
        },
        new("closed at once", """
            Content-Type: multipart/mixed; boundary=b

            --b--

            """)
        {
            BodyStructure = $"""(({Empty} 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)""",
        },
        // RFC 2045, 5.2 recommends the default for what cannot be read.
        new("unreadable type", """
            Content-Type: nonsense

            x

            """)
        {
            BodyStructure = $"({Empty} 3 1 NIL NIL NIL NIL)",
        },
        new("empty type", """
            Content-Type:

            x

            """)
        {
            BodyStructure = $"({Empty} 3 1 NIL NIL NIL NIL)",
        },
        new("type with a trailing semicolon", """
            Content-Type: text/html;

            x

            """)
        {
            BodyStructure = """("text" "html" NIL NIL NIL "7bit" 3 1 NIL NIL NIL NIL)""",
        },
        new("unknown type and encoding", """
            Content-Type: x-thing/x-other
            Content-Transfer-Encoding: x-magic

            x
            """)
        {
            BodyStructure = """("x-thing" "x-other" NIL NIL NIL "x-magic" 1 NIL NIL NIL NIL)""",
        },
        new("disposition without type", """
            Content-Type: text/html
            Content-Disposition: ; filename=x
            Content-Language:
            Content-ID:


            """)
        {
            BodyStructure = """("text" "html" NIL "" NIL "7bit" 0 0 NIL NIL NIL NIL)""",
        },
        // RFC 2046, 5.2.1 forbids the encoding, and BODY[…] never decodes: the encoded octets are the "message".
        new("encoded attached message", """
            Content-Type: message/rfc822
            Content-Transfer-Encoding: base64

            U3ViamVjdDogeA0KDQp4DQo=

            """)
        {
            BodyStructure = $"""("message" "rfc822" NIL NIL NIL "base64" 26 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ({Empty} 0 0 NIL NIL NIL NIL) 1 NIL NIL NIL NIL)""",
            Sections = new() { ["1"] = "U3ViamVjdDogeA0KDQp4DQo=\n", ["1.TEXT"] = "" },
        },
        // Only message/rfc822 is taken apart (RFC 3501, 6.4.5); these are headers without a message.
        new("text/rfc822-headers is text", """
            Content-Type: text/rfc822-headers

            Subject: x

            """)
        {
            BodyStructure = """("text" "rfc822-headers" NIL NIL NIL "7bit" 12 1 NIL NIL NIL NIL)""",
            Sections = new() { ["1"] = "Subject: x\n", ["1.1"] = null, ["1.HEADER"] = null },
        },
        new("an attached message that begins with no field", """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: message/rfc822

            nonsense
            Subject: x

            body
            --b--

            """)
        {
            Sections = new() { ["1.HEADER"] = "nonsense\nSubject: x\n\n", ["1.TEXT"] = "body", ["2"] = null },
        },
        new("message/partial is opaque", """
            Content-Type: message/partial; id="x@example.com"; number=1; total=2

            Subject: part

            x

            """)
        {
            BodyStructure = """("message" "partial" ("id" "x@example.com" "number" "1" "total" "2") NIL NIL "7bit" 20 NIL NIL NIL NIL)""",
        },
        new("delimiter of the outside in an attachment", """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: message/rfc822

            Subject: x
            Content-Type: multipart/mixed; boundary=c

            --c

            deep
            --b--
            after

            """)
        {
            Sections = new() { ["1.1"] = "deep", ["2"] = null },
        },
        new("same boundary inside", """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: multipart/alternative; boundary=b

            --b

            one
            --b--
            --b

            two
            --b--

            """)
        {
            // The innermost multipart listens first; after its close the line is the outer one's.
            Sections = new() { ["1"] = "--b\n\none\n--b--", ["1.1"] = "one", ["2"] = "two", ["3"] = null },
        },
    ];
}
