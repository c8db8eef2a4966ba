using Reference.Mime;

namespace Reference.Tests.Mime;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("Subject: plain words\n\n", "Plain WORDS", true)]
    [InlineData("Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n\n", "gr\u00dc\u00dfe", true)]
    [InlineData("Subject: =?iso-8859-1?B?/OTm?=\n\n", "\u00fc\u00e4\u00e6", true)]
    [InlineData("Subject: =?utf-8?Q?two?=\n =?utf-8?Q?_words?=\n\n", "two words", true)]
    [InlineData("Subject: folded\n line\n\n", "folded line", true)]
    [InlineData("Subject: raw \u00c3\u00bc\n\n", "raw \u00fc", true)]
    [InlineData("Subject: raw \u00fc\n\n", "raw \u00fc", true)]
    [InlineData("Subject: x\n\nbody\n", "body", false)]
    [InlineData("Subject: x\nsubject: second\n\n", "second", true)]
    public void Header_text_is_decoded(string message, string wanted, bool found)
    {
        var text = Parse(message).HeaderText("SUBJECT");
        Assert.NotNull(text);
        Assert.Equal(found, text.Contains(wanted, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_missing_field_is_not_an_empty_one()
    {
        Assert.Null(Parse("Subject: x\n\n").HeaderText("To"));
        Assert.Equal("", Parse("To:\n\n").HeaderText("To"));
    }

    [Theory]
    [InlineData("To: \"F\\\"red\" <f . red@example.com>\n\n", "f\"RED", true)]
    [InlineData("To: \"F\\\"red\" <f . red@example.com>\n\n", "f.red@example", true)]
    [InlineData("To: =?utf-8?Q?J=C3=BCrgen?= <j@example.com>\n\n", "j\u00dcrgen", true)]
    [InlineData("To: j@example.com (J\u00c3\u00bcrgen)\n\n", "j\u00fcrgen", true)]
    [InlineData("To: a@example.com\n\n", "b@", false)]
    [InlineData("Cc: a@example.com\n\n", "a", false)]
    public void Addresses_are_searched_as_the_envelope_tells_them(string message, string wanted, bool found) =>
        Assert.Equal(found, Parse(message).AddressesContain("To", wanted));

    [Theory]
    [InlineData("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe aus=\n Ulm\n", "gr\u00fc\u00dfe aus Ulm", true)]
    [InlineData("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nR3LDvMOfZQ==\n", "GR\u00dc\u00dfE", true)]
    [InlineData("Content-Type: text/plain; charset=koi8-r\n\n\u00f0\u00d2\u00c9\u00d7\u00c5\u00d4\n", "\u043f\u0440\u0438\u0432\u0435\u0442", true)]
    [InlineData("Content-Type: text/plain; charset=no-such-set\n\ncaf\u00c3\u00a9\n", "caf\u00e9", true)]
    [InlineData("Content-Type: text/plain\n\ncaf\u00e9\n", "CAF\u00c9", true)]
    [InlineData("Content-Type: application/octet-stream\n\nsecret\n", "secret", false)]
    [InlineData("Subject: only here\n\nbody\n", "only here", false)]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; name=\"=?utf-8?Q?=C3=BC?=.txt\"\n\none\n--b\nContent-Type: message/rfc822\n\nSubject: inner subject\n\ninner body\n--b--\n", "inner subject", true)]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: message/rfc822\n\nSubject: inner subject\n\ninner body\n--b--\n", "inner body", true)]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n", "two", false)]
    public void Bodies_are_decoded(string message, string wanted, bool found)
    {
        Assert.Equal(found, Parse(message).BodyContains(wanted));
        if (found) Assert.True(Parse(message).TextContains(wanted));
    }

    [Fact]
    public void Text_is_header_and_body()
    {
        var message = Parse("Subject: =?utf-8?Q?in_the_header?=\nX-Other: field\n\nin the body\n");
        Assert.True(message.TextContains("IN THE HEADER"));
        Assert.True(message.TextContains("x-other: FIELD"));
        Assert.True(message.TextContains("in the body"));
        Assert.False(message.TextContains("in the sky"));
    }

    [Theory]
    [InlineData("Date: Mon, 7 Feb 1994 23:52:25 -0800 (PST)\n\n", "1994-02-07 23:52:25 -08:00")]
    [InlineData("Date: 7 Feb 94 01:00 GMT\n\n", "1994-02-07 01:00:00 +00:00")]
    [InlineData("Date: not a date\n\n", null)]
    [InlineData("Date:\n\n", null)]
    [InlineData("Subject: x\n\n", null)]
    public void The_sent_date_keeps_its_zone(string message, string? expected)
    {
        var sent = Parse(message).SentDate;
        Assert.Equal(expected, sent?.ToString("yyyy-MM-dd HH:mm:ss zzz", null));
    }

    [Theory]
    [InlineData("Mon, 31 Feb 2024 10:00:00 +0000")]
    [InlineData("1 Jan 0000 00:00:00 +0000")]
    [InlineData("1 Jan 0001 00:00:00 +1400")]
    [InlineData("31 Dec 9999 23:59:59 -1200")]
    [InlineData("1 Jan 99999 00:00 +0000")]
    [InlineData("1 Jan 2024 25:61:61 +0000")]
    [InlineData("1 Jan 2024 10:00:00 +9999")]
    [InlineData("1 Jan 2024 10:00:00 -2500")]
    [InlineData("4294967297 Jan 2024 10:00:00 +0000")]
    public void An_impossible_date_is_no_error(string date) => _ = Parse($"Date: {date}\n\n").SentDate;

    [Theory]
    [InlineData("utf-7")]
    [InlineData("unicode-1-1-utf-7")]
    [InlineData("65000")]
    [InlineData("utf-16")]
    [InlineData("utf-32be")]
    [InlineData("\"\"")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("cp0")]
    [InlineData("x-user-defined")]
    [InlineData("iso-2022-jp")]
    [InlineData("hz-gb-2312")]
    [InlineData("\"a\0b\"")]
    [InlineData("\u00fc")]
    public void Any_charset_is_no_error(string charset)
    {
        var message = Parse($"Subject: =?{charset}?Q?+=1B=24=42?= word\nContent-Type: text/plain; charset={charset}\n\nno +\u00ff\u001b$B text\n");
        Assert.False(message.TextContains("nothing that is there"));
        Assert.NotNull(message.HeaderText("Subject"));
    }

    private static ParsedMessage Parse(string text) => ParsedMessage.Parse(Sample.Octets(text));
}
