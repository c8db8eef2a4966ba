namespace Reference.Tests.Mime;

/// <summary>Whole and broken MIME structures, their body structures and sections (RFC 3501, 6.4.5 and 7.4.2).</summary>
internal static class StructureSamples
{
    private const string Empty = "\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\"";

    public static IEnumerable<Sample> All => Whole.Concat(Broken);

    private static IEnumerable<Sample> Whole =>
    [
        new("plain text with parameters", "MIME-Version: 1.0\nContent-Type: TEXT/Plain; charset=UTF-8; format=flowed\nContent-Transfer-Encoding: 8bit\nContent-ID: <id@example.com>\nContent-Description: a note\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\nContent-Disposition: inline; filename=\"a b.txt\"\nContent-Language: de, en-GB\nContent-Location: http://example.com/x\n\none\ntwo\n")
        {
            BodyStructure = """("TEXT" "Plain" ("charset" "UTF-8" "format" "flowed") "<id@example.com>" "a note" "8bit" 10 2 "Q2hlY2sgSW50ZWdyaXR5IQ==" ("inline" ("filename" "a b.txt")) ("de" "en-GB") "http://example.com/x")""",
            Sections = new() { ["1"] = "one\ntwo\n", ["TEXT"] = "one\ntwo\n", ["2"] = null, ["1.1"] = null, ["1.HEADER"] = null, ["1.TEXT"] = null, ["0"] = null },
        },
        new("multipart alternative", """
            Subject: two
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary="=_b"

            preamble
            --=_b
            Content-Type: text/plain; charset=utf-8

            plain

            --=_b
            Content-Type: text/html

            <p>html</p>
            --=_b--
            epilogue

            """)
        {
            BodyStructure = """(("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 7 1 NIL NIL NIL NIL)("text" "html" NIL NIL NIL "7bit" 11 0 NIL NIL NIL NIL) "alternative" ("boundary" "=_b") NIL NIL NIL)""",
            Sections = new()
            {
                ["1"] = "plain\n",
                ["1.MIME"] = "Content-Type: text/plain; charset=utf-8\n\n",
                ["2"] = "<p>html</p>",
                ["2.MIME"] = "Content-Type: text/html\n\n",
                ["3"] = null,
                ["1.1"] = null,
                ["2.TEXT"] = null,
                ["TEXT"] = "preamble\n--=_b\nContent-Type: text/plain; charset=utf-8\n\nplain\n\n--=_b\nContent-Type: text/html\n\n<p>html</p>\n--=_b--\nepilogue\n",
                ["HEADER.FIELDS.NOT (Subject MIME-Version)"] = "Content-Type: multipart/alternative; boundary=\"=_b\"\n\n",
            },
        },
        new("the example of RFC 3501", """
            Subject: complex
            Content-Type: multipart/mixed; boundary=outer

            --outer

            part 1
            --outer
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: base64

            AAEC
            --outer
            Content-Type: message/rfc822

            Subject: inner 3
            Content-Type: multipart/mixed; boundary=three

            --three

            part 3.1
            --three
            Content-Type: application/octet-stream

            part 3.2
            --three--
            --outer
            Content-Type: multipart/mixed; boundary=four

            --four
            Content-Type: image/gif
            Content-ID: <gif>

            GIF
            --four
            Content-Type: message/rfc822

            Subject: inner 4.2
            Content-Type: multipart/mixed; boundary=fourtwo

            --fourtwo

            part 4.2.1
            --fourtwo
            Content-Type: multipart/alternative; boundary=last

            --last

            part 4.2.2.1
            --last
            Content-Type: text/richtext

            part 4.2.2.2
            --last--
            --fourtwo--
            --four--
            --outer--

            """)
        {
            Sections = new()
            {
                ["1"] = "part 1",
                ["1.MIME"] = "\n",
                ["2"] = "AAEC",
                ["3.HEADER"] = "Subject: inner 3\nContent-Type: multipart/mixed; boundary=three\n\n",
                ["3.HEADER.FIELDS (subject)"] = "Subject: inner 3\n\n",
                ["3.TEXT"] = "--three\n\npart 3.1\n--three\nContent-Type: application/octet-stream\n\npart 3.2\n--three--",
                ["3.MIME"] = "Content-Type: message/rfc822\n\n",
                ["3.1"] = "part 3.1",
                ["3.2"] = "part 3.2",
                ["3.3"] = null,
                ["4.HEADER"] = null,
                ["4.TEXT"] = null,
                ["4.1"] = "GIF",
                ["4.1.MIME"] = "Content-Type: image/gif\nContent-ID: <gif>\n\n",
                ["4.2.HEADER"] = "Subject: inner 4.2\nContent-Type: multipart/mixed; boundary=fourtwo\n\n",
                ["4.2.1"] = "part 4.2.1",
                ["4.2.2"] = "--last\n\npart 4.2.2.1\n--last\nContent-Type: text/richtext\n\npart 4.2.2.2\n--last--",
                ["4.2.2.1"] = "part 4.2.2.1",
                ["4.2.2.2"] = "part 4.2.2.2",
                ["4.2.2.2.1"] = null,
            },
        },
        new("a message that is a message", "Subject: outer\nContent-Type: message/rfc822\n\nSubject: inner\nFrom: a@example.com\n\nhello\n")
        {
            BodyStructure = $"""("message" "rfc822" NIL NIL NIL "7bit" 46 (NIL "inner" ((NIL NIL "a" "example.com")) ((NIL NIL "a" "example.com")) ((NIL NIL "a" "example.com")) NIL NIL NIL NIL NIL) ({Empty} 7 1 NIL NIL NIL NIL) 4 NIL NIL NIL NIL)""",
            Sections = new() { ["1"] = "Subject: inner\nFrom: a@example.com\n\nhello\n", ["1.HEADER"] = "Subject: inner\nFrom: a@example.com\n\n", ["1.TEXT"] = "hello\n", ["1.1"] = "hello\n", ["HEADER"] = "Subject: outer\nContent-Type: message/rfc822\n\n" },
        },
        new("attached single-part message", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\nSubject: inner\nContent-Type: text/html\n\n<p>\n\n--b--\n")
        {
            BodyStructure = """(("message" "rfc822" NIL NIL NIL "7bit" 48 (NIL "inner" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "html" NIL NIL NIL "7bit" 5 1 NIL NIL NIL NIL) 4 NIL ("attachment" NIL) NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)""",
            Sections = new() { ["1"] = "Subject: inner\nContent-Type: text/html\n\n<p>\n", ["1.1"] = "<p>\n", ["1.1.MIME"] = "Subject: inner\nContent-Type: text/html\n\n", ["1.2"] = null },
        },
        new("digest", "Content-Type: multipart/digest; boundary=d\n\n--d\n\nSubject: one\n\n1\n--d\nContent-Type: text/plain\n\nnot a message\n--d--\n")
        {
            // RFC 2046, 5.1.5: the default type here is message/rfc822.
            BodyStructure = $"""(("message" "rfc822" NIL NIL NIL "7bit" 17 (NIL "one" NIL NIL NIL NIL NIL NIL NIL NIL) ({Empty} 1 0 NIL NIL NIL NIL) 2 NIL NIL NIL NIL)("text" "plain" NIL NIL NIL "7bit" 13 0 NIL NIL NIL NIL) "digest" ("boundary" "d") NIL NIL NIL)""",
            Sections = new() { ["1.HEADER"] = "Subject: one\n\n", ["1.TEXT"] = "1", ["1.1"] = "1" },
        },
        new("quoted-printable and base64", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: Quoted-Printable\n\nGr=FC=DFe=\n aus\n--b\nContent-Type: application/pdf; name=x.pdf\nContent-Transfer-Encoding: (why not) BASE64\nContent-Disposition: ATTACHMENT; filename=x.pdf; size=3\n\nAAEC\nAwQF\n--b--\n")
        {
            BodyStructure = """(("text" "plain" ("charset" "iso-8859-1") NIL NIL "Quoted-Printable" 16 1 NIL NIL NIL NIL)("application" "pdf" ("name" "x.pdf") NIL NIL "BASE64" 10 NIL ("ATTACHMENT" ("filename" "x.pdf" "size" "3")) NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)""",
            Sections = new() { ["1"] = "Gr=FC=DFe=\n aus", ["2"] = "AAEC\nAwQF" },
        },
        new("parameters continued", "Content-Type: application/x-stuff;\n title*0*=us-ascii'en'This%20is%20even%20more%20;\n title*1*=%2A%2A%2Afun%2A%2A%2A%20;\n title*2=\"isn't it!\"\nContent-Disposition: attachment; filename*0=\"long \"; filename*1=name.txt\n\nx")
        {
            BodyStructure = """("application" "x-stuff" ("title*" "us-ascii'en'This%20is%20even%20more%20%2A%2A%2Afun%2A%2A%2A%20isn%27t%20it!") NIL NIL "7bit" 1 NIL ("attachment" ("filename" "long name.txt")) NIL NIL)""",
        },
        new("parameters out of order and extended", "Content-Type: text/plain; a*1=two; a*0=one; b*=utf-8''%E2%82%AC; charset=utf-8\n\n")
        {
            BodyStructure = """("text" "plain" ("b*" "utf-8''%E2%82%AC" "charset" "utf-8" "a" "onetwo") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)""",
        },
        new("parameters with comments and quoting", "Content-Type: text/plain (really); charset (x) = \"us\\-ascii\" (y) ; name=\"a;b\\\"c\"\n\n")
        {
            BodyStructure = """("text" "plain" ("charset" "us-ascii" "name" "a;b\"c") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)""",
        },
        new("8-bit parameter", "Content-Type: text/plain; name=\"\u00fcber.txt\"\n\n")
        {
            BodyStructure = "(\"text\" \"plain\" (\"name\" {8}\n\u00fcber.txt) NIL NIL \"7bit\" 0 0 NIL NIL NIL NIL)",
        },
        new("boundaries that begin alike", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\ninner\n--bb--\n--b\n\nouter\n--b--\n")
        {
            Sections = new() { ["1.1"] = "inner", ["1"] = "--bb\n\ninner\n--bb--", ["2"] = "outer", ["3"] = null },
        },
        new("transport padding", "Content-Type: multipart/mixed; boundary=b\n\n--b  \n\none\n--b\t\n\ntwo\n--b-- \t\n--b\n\nepilogue\n")
        {
            Sections = new() { ["1"] = "one", ["2"] = "two", ["3"] = null },
        },
        // body-part of RFC 2046: MIME-part-headers [CRLF *OCTET]; the line end in front of "--b" is the delimiter's.
        new("parts without body", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--b\nContent-Type: text/html\n\n--b\nContent-Type: image/png\n\n\n--b--\n")
        {
            Sections = new()
            {
                ["1"] = "",
                ["1.MIME"] = "",
                ["2"] = "",
                ["2.MIME"] = "Content-Type: text/html\n",
                ["3"] = "",
                ["3.MIME"] = "Content-Type: image/png\n\n",
                ["4"] = null,
            },
        },
        new("bare line feeds", "Subject: lf\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n")
        {
            KeepLineEnds = true,
            BodyStructure = $"""(({Empty} 3 0 NIL NIL NIL NIL)({Empty} 3 0 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)""",
        },
    ];

    private static IEnumerable<Sample> Broken =>
    [
        new("not closed", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n")
        {
            Sections = new() { ["1"] = "one", ["2"] = "two\n", ["3"] = null },
        },
        new("inner not closed", "Content-Type: multipart/mixed; boundary=out\n\n--out\nContent-Type: multipart/mixed; boundary=in\n\n--in\n\none\n--out\n\ntwo\n--out--\n")
        {
            Sections = new() { ["1.1"] = "one", ["1"] = "--in\n\none", ["2"] = "two", ["3"] = null },
        },
        new("no delimiter line", "Content-Type: multipart/mixed; boundary=b\n\nnothing here\n")
        {
            // body-type-mpart needs a body, so an empty one is told, and can be fetched.
            BodyStructure = $"""(({Empty} 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)""",
            Sections = new() { ["1"] = "", ["1.MIME"] = "", ["2"] = null, ["TEXT"] = "nothing here\n" },
        },
        new("no boundary parameter", "Content-Type: multipart/mixed\n\n--b\n\none\n--b--\n")
        {
            BodyStructure = $"""(({Empty} 0 0 NIL NIL NIL NIL) "mixed" NIL NIL NIL NIL)""",
        },
        // RFC 2046, 5.1.1: a boundary has 1 to 70 characters.
        new("empty boundary", "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\none\n----\n")
        {
            BodyStructure = $"""(({Empty} 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "") NIL NIL NIL)""",
        },
        new("unquoted boundary with specials", "Content-Type: multipart/mixed; boundary=a=b/c?d:e\n\n--a=b/c?d:e\n\none\n--a=b/c?d:e--\n")
        {
            Sections = new() { ["1"] = "one", ["2"] = null },
        },
        new("delimiter inside a header", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n--b\n\ntwo\n--b--\n")
        {
            Sections = new() { ["1"] = "", ["2"] = "two" },
        },
        new("delimiter inside an attached header", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: cut\n--b\n\ntwo\n--b--\n")
        {
            Sections = new() { ["1"] = "Subject: cut", ["1.HEADER"] = "Subject: cut", ["1.TEXT"] = "", ["2"] = "two" },
        },
        new("closed at once", "Content-Type: multipart/mixed; boundary=b\n\n--b--\n")
        {
            BodyStructure = $"""(({Empty} 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)""",
        },
        // RFC 2045, 5.2 recommends the default for what cannot be read.
        new("unreadable type", "Content-Type: nonsense\n\nx\n")
        {
            BodyStructure = $"({Empty} 3 1 NIL NIL NIL NIL)",
        },
        new("empty type", "Content-Type:\n\nx\n")
        {
            BodyStructure = $"({Empty} 3 1 NIL NIL NIL NIL)",
        },
        new("type with a trailing semicolon", "Content-Type: text/html;\n\nx\n")
        {
            BodyStructure = """("text" "html" NIL NIL NIL "7bit" 3 1 NIL NIL NIL NIL)""",
        },
        new("unknown type and encoding", "Content-Type: x-thing/x-other\nContent-Transfer-Encoding: x-magic\n\nx")
        {
            BodyStructure = """("x-thing" "x-other" NIL NIL NIL "x-magic" 1 NIL NIL NIL NIL)""",
        },
        new("disposition without type", "Content-Type: text/html\nContent-Disposition: ; filename=x\nContent-Language:\nContent-ID:\n\n")
        {
            BodyStructure = """("text" "html" NIL "" NIL "7bit" 0 0 NIL NIL NIL NIL)""",
        },
        // RFC 2046, 5.2.1 forbids the encoding, and BODY[…] never decodes: the encoded octets are the "message".
        new("encoded attached message", "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeA0KDQp4DQo=\n")
        {
            BodyStructure = $"""("message" "rfc822" NIL NIL NIL "base64" 26 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ({Empty} 0 0 NIL NIL NIL NIL) 1 NIL NIL NIL NIL)""",
            Sections = new() { ["1"] = "U3ViamVjdDogeA0KDQp4DQo=\n", ["1.TEXT"] = "" },
        },
        new("message/partial is opaque", "Content-Type: message/partial; id=\"x@example.com\"; number=1; total=2\n\nSubject: part\n\nx\n")
        {
            BodyStructure = """("message" "partial" ("id" "x@example.com" "number" "1" "total" "2") NIL NIL "7bit" 20 NIL NIL NIL NIL)""",
        },
        new("delimiter of the outside in an attachment", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: x\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\ndeep\n--b--\nafter\n")
        {
            Sections = new() { ["1.1"] = "deep", ["2"] = null },
        },
        new("same boundary inside", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\none\n--b--\n--b\n\ntwo\n--b--\n")
        {
            // The innermost multipart listens first; after its close the line is the outer one's.
            Sections = new() { ["1"] = "--b\n\none\n--b--", ["1.1"] = "one", ["2"] = "two", ["3"] = null },
        },
    ];
}
