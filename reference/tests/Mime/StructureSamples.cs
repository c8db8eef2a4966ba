namespace Reference.Tests.Mime;

/// <summary>Well-formed MIME structures, their body structures and sections (RFC 3501, 6.4.5 and 7.4.2).</summary>
internal static class StructureSamples
{
    private const string Empty = "\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\"";

    public static IEnumerable<Sample> All =>
    [
        new("plain text with parameters", """
            MIME-Version: 1.0
            Content-Type: TEXT/Plain; charset=UTF-8; format=flowed
            Content-Transfer-Encoding: 8bit
            Content-ID: <id@example.com>
            Content-Description: a note
            Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==
            Content-Disposition: inline; filename="a b.txt"
            Content-Language: de, en-GB
            Content-Location: http://example.com/x

            one
            two

            """)
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
        new("a message that is a message", """
            Subject: outer
            Content-Type: message/rfc822

            Subject: inner
            From: a@example.com

            hello

            """)
        {
            BodyStructure = $"""("message" "rfc822" NIL NIL NIL "7bit" 46 (NIL "inner" ((NIL NIL "a" "example.com")) ((NIL NIL "a" "example.com")) ((NIL NIL "a" "example.com")) NIL NIL NIL NIL NIL) ({Empty} 7 1 NIL NIL NIL NIL) 4 NIL NIL NIL NIL)""",
            Sections = new() { ["1"] = "Subject: inner\nFrom: a@example.com\n\nhello\n", ["1.HEADER"] = "Subject: inner\nFrom: a@example.com\n\n", ["1.TEXT"] = "hello\n", ["1.1"] = "hello\n", ["HEADER"] = "Subject: outer\nContent-Type: message/rfc822\n\n" },
        },
        new("attached single-part message", """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: message/rfc822
            Content-Disposition: attachment

            Subject: inner
            Content-Type: text/html

            <p>

            --b--

            """)
        {
            BodyStructure = """(("message" "rfc822" NIL NIL NIL "7bit" 48 (NIL "inner" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "html" NIL NIL NIL "7bit" 5 1 NIL NIL NIL NIL) 4 NIL ("attachment" NIL) NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)""",
            Sections = new() { ["1"] = "Subject: inner\nContent-Type: text/html\n\n<p>\n", ["1.1"] = "<p>\n", ["1.1.MIME"] = "Subject: inner\nContent-Type: text/html\n\n", ["1.2"] = null },
        },
        new("digest", """
            Content-Type: multipart/digest; boundary=d

            --d

            Subject: one

            1
            --d
            Content-Type: text/plain

            not a message
            --d--

            """)
        {
            // RFC 2046, 5.1.5: the default type here is message/rfc822.
            BodyStructure = $"""(("message" "rfc822" NIL NIL NIL "7bit" 17 (NIL "one" NIL NIL NIL NIL NIL NIL NIL NIL) ({Empty} 1 0 NIL NIL NIL NIL) 2 NIL NIL NIL NIL)("text" "plain" NIL NIL NIL "7bit" 13 0 NIL NIL NIL NIL) "digest" ("boundary" "d") NIL NIL NIL)""",
            Sections = new() { ["1.HEADER"] = "Subject: one\n\n", ["1.TEXT"] = "1", ["1.1"] = "1" },
        },
        new("quoted-printable and base64", """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: Quoted-Printable

            Gr=FC=DFe=
             aus
            --b
            Content-Type: application/pdf; name=x.pdf
            Content-Transfer-Encoding: (why not) BASE64
            Content-Disposition: ATTACHMENT; filename=x.pdf; size=3

            AAEC
            AwQF
            --b--

            """)
        {
            BodyStructure = """(("text" "plain" ("charset" "iso-8859-1") NIL NIL "Quoted-Printable" 16 1 NIL NIL NIL NIL)("application" "pdf" ("name" "x.pdf") NIL NIL "BASE64" 10 NIL ("ATTACHMENT" ("filename" "x.pdf" "size" "3")) NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)""",
            Sections = new() { ["1"] = "Gr=FC=DFe=\n aus", ["2"] = "AAEC\nAwQF" },
        },
        new("parameters continued", """
            Content-Type: application/x-stuff;
             title*0*=us-ascii'en'This%20is%20even%20more%20;
             title*1*=%2A%2A%2Afun%2A%2A%2A%20;
             title*2="isn't it!"
            Content-Disposition: attachment; filename*0="long "; filename*1=name.txt

            x
            """)
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
        new("boundaries that begin alike", """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: multipart/mixed; boundary=bb

            --bb

            inner
            --bb--
            --b

            outer
            --b--

            """)
        {
            Sections = new() { ["1.1"] = "inner", ["1"] = "--bb\n\ninner\n--bb--", ["2"] = "outer", ["3"] = null },
        },
        // The inner multipart is not closed, and its delimiter too begins the line "--bb"; the longer match is meant.
        new("an outer boundary that begins like the inner one", """
            Content-Type: multipart/mixed; boundary=bb

            --bb
            Content-Type: multipart/mixed; boundary=b

            --b

            inner
            --bb

            outer
            --bb--

            """)
        {
            Sections = new() { ["1.1"] = "inner", ["1.2"] = null, ["2"] = "outer", ["3"] = null },
        },
        new("transport padding", "Content-Type: multipart/mixed; boundary=b\n\n--b  \n\none\n--b\t\n\ntwo\n--b-- \t\n--b\n\nepilogue\n")
        {
            Sections = new() { ["1"] = "one", ["2"] = "two", ["3"] = null },
        },
        // body-part of RFC 2046: MIME-part-headers [CRLF *OCTET]; the line end in front of "--b" is the delimiter's.
        new("parts without body", """
            Content-Type: multipart/mixed; boundary=b

            --b

            --b
            Content-Type: text/html

            --b
            Content-Type: image/png


            --b--

            """)
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
        new("bare line feeds", """
            Subject: lf
            Content-Type: multipart/mixed; boundary=b

            --b

            one
            --b

            two
            --b--

            """)
        {
            KeepLineEnds = true,
            BodyStructure = $"""(({Empty} 3 0 NIL NIL NIL NIL)({Empty} 3 0 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)""",
        },
    ];
}
