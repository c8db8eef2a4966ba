using System.Text;
using Conformance.Wire;

namespace Conformance.Tests.Wire;

public sealed class TypedViewTests
{
    private static Response Parse(string text) => ResponseParser.Parse(Encoding.Latin1.GetBytes(text + "\r\n"));

    [Fact]
    public void A_fetch_tells_uid_flags_and_mod_sequence()
    {
        Assert.True(FetchData.TryRead(Parse("* 2 FETCH (uid 7 FLAGS (\\Seen \\Recent nil) MODSEQ (65402) X-FOO (a))"), out var fetch));
        Assert.Equal((2u, 7u, 65402ul), (fetch.Number, fetch.Uid, fetch.ModSeq!.Number));
        Assert.Equal(["\\Seen", "\\Recent", "NIL"], fetch.Flags);
        Assert.Equal(["UID", "FLAGS", "MODSEQ", "X-FOO"], fetch.Items.Select(i => i.Name));
        Assert.IsType<ListValue>(fetch["X-FOO"]);
    }

    [Fact]
    public void The_last_of_an_item_told_twice_counts()
    {
        Assert.True(FetchData.TryRead(Parse("* 2 FETCH (MODSEQ (4) FLAGS () MODSEQ (5))"), out var fetch));
        Assert.Equal(5ul, fetch.ModSeq!.Number);
        Assert.Null(fetch.Uid);
        Assert.Empty(fetch.Flags!);
    }

    [Theory]
    [InlineData("* FETCH (UID 3)")]
    [InlineData("* 2 FETCH (UID)")]
    [InlineData("* 2 FETCH ((UID) 3)")]
    [InlineData("* 2 FETCH UID 3")]
    [InlineData("* 2 EXISTS")]
    public void What_is_no_fetch_is_not_read_as_one(string raw) => Assert.False(FetchData.TryRead(Parse(raw), out _));

    [Theory]
    [InlineData("1", null)]
    [InlineData("9223372036854775807", null)]
    [InlineData("0", "0 is not allowed here")]
    [InlineData("00", "0 is not allowed here")]
    [InlineData("9223372036854775808", "9223372036854775808 is beyond 2^63-1")]
    [InlineData("18446744073709551615", "18446744073709551615 is beyond 2^63-1")]
    [InlineData("18446744073709551616", "18446744073709551616 is beyond 64 bits")]
    [InlineData("-1", "-1 is negative")]
    [InlineData("007", "007 has leading zeros")]
    [InlineData("x", "x is not a number")]
    public void A_bad_mod_sequence_is_recognised_and_kept(string text, string? fault)
    {
        Assert.True(FetchData.TryRead(Parse($"* 1 FETCH (MODSEQ ({text}))"), out var fetch));
        Assert.Equal(text, fetch.ModSeq!.Text);
        Assert.Equal(fault, fetch.ModSeq.Fault());
    }

    [Fact]
    public void Zero_is_a_mod_sequence_where_the_rule_says_so()
    {
        Assert.True(StatusData.TryRead(Parse("* STATUS \"a b\" (MESSAGES 0 HIGHESTMODSEQ 0)"), out var status));
        Assert.Equal("a b", status.Mailbox);
        Assert.Null(status.HighestModSeq!.Fault(zeroAllowed: true));
        Assert.Equal(0u, status["MESSAGES"]!.ToNumber());
    }

    [Fact]
    public void Vanished_tells_its_set_and_whether_it_was_earlier()
    {
        Assert.True(VanishedData.TryRead(Parse("* VANISHED (earlier) 41,43:45"), out var earlier));
        Assert.True(earlier.IsEarlier);
        Assert.Equal(4, earlier.Uids.Count);
        Assert.True(VanishedData.TryRead(Parse("* VANISHED 5:3"), out var now));
        Assert.False(now.IsEarlier);
        Assert.Equal("5:3", now.Text);
        Assert.Equal("3:5", now.Uids.ToString());
    }

    [Theory]
    [InlineData("* VANISHED")]
    [InlineData("* VANISHED (EARLIER)")]
    [InlineData("* VANISHED (LATER) 3")]
    [InlineData("* VANISHED 3:*")]
    [InlineData("* VANISHED 3 4")]
    [InlineData("* 3 VANISHED 4")]
    public void What_is_no_vanished_is_not_read_as_one(string raw) => Assert.False(VanishedData.TryRead(Parse(raw), out _));

    [Fact]
    public void Search_tells_numbers_in_order_and_the_mod_sequence_behind_them()
    {
        Assert.True(SearchData.TryRead(Parse("* SEARCH 5 2 2 (MODSEQ 917162500)"), out var search));
        Assert.Equal([5u, 2u, 2u], search.Numbers);
        Assert.Equal(917162500ul, search.ModSeq!.Number);
        Assert.True(SearchData.TryRead(Parse("* SEARCH"), out var none));
        Assert.Empty(none.Numbers);
        Assert.Null(none.ModSeq);
        Assert.True(SearchData.TryRead(Parse("* SORT 3 1"), out var sort));
        Assert.True(sort.IsSort);
        Assert.False(SearchData.TryRead(Parse("* SEARCH 1 x"), out _));
    }

    [Fact]
    public void Esearch_tells_its_items()
    {
        Assert.True(EsearchData.TryRead(Parse("* ESEARCH (TAG \"a1\") UID COUNT 3 MIN 2 MAX 9 ALL 2,8:9 MODSEQ 12"), out var found));
        Assert.Equal(("a1", true, 2u, 9u, 3u, 12ul), (found.Tag, found.IsUid, found.Min, found.Max, found.Count, found.ModSeq!.Number));
        Assert.Equal(3, found.All!.Count);
        Assert.True(EsearchData.TryRead(Parse("* ESEARCH (TAG a1)"), out var nothing));
        Assert.False(nothing.IsUid);
        Assert.Null(nothing.All);
        Assert.False(EsearchData.TryRead(Parse("* ESEARCH (TAG a1) ALL x"), out _));
    }

    [Fact]
    public void Capabilities_come_as_data_or_as_a_code()
    {
        Assert.True(CapabilityData.TryRead(Parse("* CAPABILITY IMAP4rev1 auth=plain"), out var data));
        Assert.Equal(["IMAP4REV1", "AUTH=PLAIN"], data.Capabilities);
        Assert.True(CapabilityData.TryRead(Parse("A1 OK [CAPABILITY IMAP4rev1 CONDSTORE] in"), out var code));
        Assert.Contains("CONDSTORE", code.Capabilities);
        Assert.False(CapabilityData.TryRead(Parse("A1 OK in"), out _));
        Assert.True(EnabledData.TryRead(Parse("* ENABLED condstore"), out var enabled));
        Assert.Equal(["CONDSTORE"], enabled.Capabilities);
    }

    [Fact]
    public void Names_and_delimiters_are_read_from_list_and_namespace()
    {
        Assert.True(ListData.TryRead(Parse("* LIST (\\Noselect) NIL {3}\r\na b"), out var list));
        Assert.Equal((null, "a b"), (list.Delimiter, list.Mailbox));
        Assert.True(NamespaceData.TryRead(Parse("* NAMESPACE ((\"INBOX.\" \".\")(\"#mh/\" \"/\" \"X-P\" (\"a\"))) NIL ((\"s/\" \"/\"))"), out var space));
        Assert.Equal([new PersonalNamespace("INBOX.", "."), new PersonalNamespace("#mh/", "/")], space.Personal);
        Assert.True(NamespaceData.TryRead(Parse("* NAMESPACE NIL NIL NIL"), out var none));
        Assert.Empty(none.Personal);
    }

    [Theory]
    [InlineData("* 1 FETCH (BODY[] {3}\r\n", true, 3)]
    [InlineData("* 1 FETCH (BODY[] {4294967296}\n", true, 4294967296)]
    [InlineData("* LIST () \"/\" {3}\r\n", true, 3)]
    [InlineData("* LIST () \"/\" \"{3}\"\r\n", false, 0)]
    [InlineData("* OK costs {3}\r\n", false, 0)]
    [InlineData("* OK [BADCHARSET (x)] {3}\r\n", false, 0)]
    [InlineData("a NO [BADCHARSET ({3}\r\n", true, 3)]
    [InlineData("+ {3}\r\n", false, 0)]
    [InlineData("* X {3} \r\n", false, 0)]
    public void A_literal_is_announced_by_the_end_of_a_line_unless_the_line_is_text(string line, bool announced, long size)
    {
        Assert.Equal(announced, LiteralHeader.Announces(Encoding.Latin1.GetBytes(line), 0, out var found));
        if (announced)
            Assert.Equal(size, found);
    }
}
