using System.Globalization;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using MimeKit;
using Reference.Tests.Serving;
using Reference.Wire;

namespace Reference.Tests.Commands;

/// <summary>SORT (RFC 5256) and its extended form (RFC 5267 section 3) over a real socket.</summary>
public class SortTests
{
    private const int Seed = 5256;

    private static async Task<Conversation> FilledAsync(TestServer server, params string[] headers)
    {
        var client = await server.LogInAsync();
        await client.SendAsync("CREATE x");
        foreach (var header in headers) await client.AppendAsync("x", header.Replace("|", "\r\n", StringComparison.Ordinal) + "\r\n\r\nbody\r\n");
        (await client.SendAsync("SELECT x")).MustBeOk();
        return client;
    }

    [Theory]
    [InlineData("(SUBJECT)", "1 4 3 2")]
    [InlineData("(REVERSE SUBJECT)", "2 3 1 4")]
    [InlineData("(SUBJECT REVERSE DATE)", "4 1 3 2")]
    [InlineData("(DATE)", "1 4 3 2")]
    [InlineData("(FROM)", "3 4 1 2")]
    [InlineData("(TO)", "1 3 4 2")]
    [InlineData("(CC)", "1 2 3 4")]
    public async Task Each_key_orders_by_what_the_standard_says(string criteria, string expected)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await FilledAsync(
            server,
            "Subject: Re: [list] apple|Date: Mon, 1 Jan 2024 10:00:00 +0000|From: zoe@a|To: Zed <a@z>|Cc: q@x",
            "Subject: =?utf-8?q?=C3=89clair?=|Date: Tue, 2 Jan 2024 01:00:00 +0000|To: z@a|From: =?utf-8?q?A?= <zoe@a>|Cc: q@x",
            // Later by the clock on its wall, earlier than the second in UTC.
            "Subject: APPLES|Date: Tue, 2 Jan 2024 08:00:00 +0900|From: \"A b\" <b@z>|To: C@x|Cc: q@x",
            "Subject: Apple (fwd)|Date: Mon, 1 Jan 2024 06:30:00 -0500|From: Zoe <B@x>, a@a|To: \"d\"@x|Cc: q@x");
        var reply = (await client.SendAsync($"SORT {criteria} UTF-8 ALL")).MustBeOk();
        Assert.Equal([$"* SORT {expected}"], reply.Untagged);
    }

    [Theory]
    [InlineData("(DISPLAYFROM)", "6 4 3 1 2 5")]
    [InlineData("(REVERSE DISPLAYFROM)", "5 2 1 3 4 6")]
    [InlineData("(DISPLAYTO)", "6 5 2 4 1 3")]
    [InlineData("(DISPLAYTO REVERSE DISPLAYFROM)", "6 5 2 4 1 3")]
    public async Task What_is_shown_of_an_address_is_its_name_or_mailbox_at_host(string criteria, string expected)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await FilledAsync(
            server,
            // A name; the address would come last. The group's name counts, not who is in it.
            "From: Beate <zz@z>|To: people: aaa@a, b@b;",
            // Decoded, and by collation: E with acute behind Beate, small behind capital makes no difference.
            "From: =?utf-8?q?=C3=A9mile?= <a@a>|To: \"c D\" <z@z>",
            // An empty name is none.
            "From: \"\" <b@d>|To: \"Zoe\" <a@a>",
            // mailbox@host, not the mailbox alone: a@z stands before b@d, and the second address plays no part.
            "From: a@z, 000 <a@a>|To: C-d@b",
            "From: Zed <a@a>|To: b@a",
            "Subject: without both");
        Assert.Equal([$"* SORT {expected}"], (await client.SendAsync($"SORT {criteria} UTF-8 ALL")).MustBeOk().Untagged);
    }

    [Fact]
    public async Task Without_SORT_DISPLAY_there_are_no_such_keys()
    {
        await using var server = await TestServer.StartAsync(offer: Offer.Everything.Without(["SORT=DISPLAY"]));
        using var client = await server.SelectAsync(messages: 1);
        Assert.True((await client.SendAsync("SORT (DISPLAYFROM) UTF-8 ALL")).IsBad);
        (await client.SendAsync("SORT (FROM) UTF-8 ALL")).MustBeOk();
        Assert.DoesNotContain("SORT=DISPLAY", Offer.Everything.Without(["SORT"]).Names);
    }

    [Fact]
    public async Task A_missing_field_is_an_empty_text_and_a_missing_date_the_internal_one()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        await client.SendAsync("CREATE x");
        await client.AppendAsync("x", "Subject: b\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\n\r\nx\r\n", "\"01-Jan-2020 00:00:00 +0000\" ");
        await client.AppendAsync("x", "X: y\r\n\r\nx\r\n", "\"01-Jan-2023 00:00:00 +0000\" ");
        await client.AppendAsync("x", "Subject: a\r\nDate: 31 Dec 2022 99:99:99 +0000\r\n\r\nx\r\n", "\"01-Jan-2030 00:00:00 +0000\" ");
        await client.SendAsync("SELECT x");
        Assert.Equal(["* SORT 2 3 1"], (await client.SendAsync("SORT (SUBJECT) US-ASCII ALL")).MustBeOk().Untagged);
        Assert.Equal(["* SORT 3 2 1"], (await client.SendAsync("SORT (DATE) US-ASCII ALL")).MustBeOk().Untagged);
        Assert.Equal(["* SORT 1 2 3"], (await client.SendAsync("SORT (ARRIVAL) US-ASCII ALL")).MustBeOk().Untagged);
        Assert.Equal(["* SORT 3 2 1"], (await client.SendAsync("SORT (REVERSE ARRIVAL) US-ASCII ALL")).MustBeOk().Untagged);
    }

    [Fact]
    public async Task MODSEQ_ends_a_SORT_that_found_something_and_stands_in_the_ESEARCH_of_an_extended_one()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await FilledAsync(server, "Subject: c", "Subject: b", "Subject: a");
        var changed = (await client.SendAsync("STORE 1 +FLAGS (\\Flagged)")).MustBeOk();
        var highest = (await client.SendAsync("FETCH 1:3 (MODSEQ)")).MustBeOk();
        var first = new[] { highest.ModSeq(1), highest.ModSeq(2), highest.ModSeq(3) };
        Assert.True(first[0] > first[2], changed.ToString());
        Assert.Equal([$"* SORT 3 2 1 (MODSEQ {first[0]})"], (await client.SendAsync("SORT (SUBJECT) UTF-8 MODSEQ 1")).MustBeOk().Untagged);
        Assert.Equal([$"* SORT 3 2 (MODSEQ {Math.Max(first[1], first[2])})"], (await client.SendAsync("UID SORT (SUBJECT) UTF-8 UNFLAGGED MODSEQ 1")).MustBeOk().Untagged);
        Assert.Equal(["* SORT"], (await client.SendAsync($"SORT (SUBJECT) UTF-8 MODSEQ {first[0] + 1}")).MustBeOk().Untagged);
        Assert.EndsWith($") UID ALL 3,2,1 MODSEQ {first[0]}", (await client.SendAsync("UID SORT RETURN () (SUBJECT) UTF-8 MODSEQ 1")).MustBeOk().Untagged.Single(), StringComparison.Ordinal);
        Assert.EndsWith($") MIN 3 MODSEQ {first[2]}", (await client.SendAsync("SORT RETURN (MIN) (SUBJECT) UTF-8 MODSEQ 1")).MustBeOk().Untagged.Single(), StringComparison.Ordinal);
        Assert.EndsWith(") COUNT 0", (await client.SendAsync($"SORT RETURN (MIN MAX ALL COUNT) (SUBJECT) UTF-8 MODSEQ {first[0] + 1}")).MustBeOk().Untagged.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extended_SORT_never_shows_a_range_that_falls()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await FilledAsync(server, "Subject: d", "Subject: e", "Subject: f", "Subject: c", "Subject: b", "Subject: a");
        Assert.EndsWith(") MIN 6 MAX 3 ALL 6,5,4,1:3 COUNT 6", (await client.SendAsync("SORT RETURN (MIN MAX ALL COUNT) (SUBJECT) UTF-8 ALL")).MustBeOk().Untagged.Single(), StringComparison.Ordinal);
        Assert.EndsWith(") PARTIAL (2:4 5,4,1)", (await client.SendAsync("SORT RETURN (PARTIAL 2:4) (SUBJECT) UTF-8 ALL")).MustBeOk().Untagged.Single(), StringComparison.Ordinal);
        (await client.SendAsync("SORT RETURN (SAVE MIN) (SUBJECT) UTF-8 ALL")).MustBeOk();
        Assert.Equal(["* SEARCH 6"], (await client.SendAsync("SEARCH $")).MustBeOk().Untagged);
    }

    [Theory]
    [InlineData("SORT (SUBJECT) KOI8-R ALL")]
    [InlineData("THREAD REFERENCES KOI8-R ALL")]
    public async Task An_unknown_charset_is_NO_with_those_that_are_known(string command)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await FilledAsync(server, "Subject: a");
        var reply = await client.SendAsync(command);
        Assert.StartsWith("NO [BADCHARSET (US-ASCII UTF-8)]", reply.Tagged, StringComparison.Ordinal);
        Assert.Empty(reply.Untagged);
    }

    [Theory]
    [InlineData("SORT () UTF-8 ALL")]
    [InlineData("SORT (SUBJECT) ALL")]
    [InlineData("SORT (NAME) UTF-8 ALL")]
    [InlineData("SORT (REVERSE) UTF-8 ALL")]
    [InlineData("SORT SUBJECT UTF-8 ALL")]
    [InlineData("SORT (SUBJECT) UTF-8")]
    [InlineData("SORT RETURN (ALL PARTIAL 1:2) (SUBJECT) UTF-8 ALL")]
    [InlineData("THREAD REFERENCES UTF-8")]
    [InlineData("THREAD UTF-8 ALL")]
    public async Task What_is_no_SORT_or_THREAD_is_BAD(string command)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await FilledAsync(server, "Subject: a");
        Assert.True((await client.SendAsync(command)).IsBad);
    }

    /// <summary>The oracle is a comparison of our own on what MimeKit decoded; the client is MailKit.</summary>
    [Fact]
    public async Task MailKit_sees_the_order_that_MimeKit_decoded_messages_have()
    {
        var random = new Random(Seed);
        await using var server = await TestServer.StartAsync();
        using var client = new ImapClient { Timeout = 20_000 };
        await client.ConnectAsync("127.0.0.1", server.Address.Port, SecureSocketOptions.None);
        await client.AuthenticateAsync("demo", "demo");
        Assert.True(client.Capabilities.HasFlag(ImapCapabilities.Sort | ImapCapabilities.ESort));
        string[] words = ["alpha", "Beta", "gamma", "DELTA", "Ep silon"];
        var messages = new List<(MimeMessage Message, string Word)>();
        for (var i = 0; i < 60; i++)
        {
            var word = words[random.Next(words.Length)];
            string[] dressed = [word, $"Re: {word}", $"[x] {word.ToUpperInvariant()}", $"Fwd: {word} (fwd)"];
            var message = new MimeMessage
            {
                Subject = dressed[random.Next(dressed.Length)],
                Date = new DateTimeOffset(2024, 1, 1 + random.Next(3), random.Next(24), 0, 0, TimeSpan.FromHours(random.Next(-12, 13))),
                Body = new TextPart("plain") { Text = new string('x', random.Next(5)) },
            };
            message.From.Add(new MailboxAddress("Zed", $"{words[random.Next(4)]}@example.org"));
            message.To.Add(new MailboxAddress("Ann", $"{words[random.Next(4)]}@example.org"));
            await client.Inbox!.AppendAsync(message, MessageFlags.None, new DateTimeOffset(2024, 2, 1 + random.Next(5), 0, 0, 0, TimeSpan.Zero));
            messages.Add((message, word));
        }
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly);
        var summaries = await client.Inbox.FetchAsync(0, -1, MessageSummaryItems.Size | MessageSummaryItems.InternalDate | MessageSummaryItems.UniqueId);

        Check([OrderBy.Subject], i => messages[i].Word.ToUpperInvariant());
        Check([OrderBy.From], i => messages[i].Message.From.Mailboxes.First().LocalPart.ToUpperInvariant());
        Check([OrderBy.To], i => messages[i].Message.To.Mailboxes.First().LocalPart.ToUpperInvariant());
        Check([OrderBy.Date], i => Number(messages[i].Message.Date.UtcTicks));
        Check([OrderBy.Arrival], i => Number(summaries[i].InternalDate!.Value.UtcTicks));
        Check([OrderBy.Size], i => Number(summaries[i].Size!.Value));
        Check([OrderBy.Subject, OrderBy.Date], i => messages[i].Word.ToUpperInvariant() + "\0" + Number(messages[i].Message.Date.UtcTicks));
        var backwards = Enumerable.Range(0, 60).OrderByDescending(i => Number(summaries[i].Size!.Value), StringComparer.Ordinal).Select(i => summaries[i].UniqueId);
        Assert.Equal(backwards, await client.Inbox.SortAsync(SearchQuery.All, [OrderBy.ReverseSize]));

        void Check(OrderBy[] by, Func<int, string> key)
        {
            var expected = Enumerable.Range(0, 60).OrderBy(key, StringComparer.Ordinal).Select(i => summaries[i].UniqueId);
            Assert.Equal(expected, client.Inbox.Sort(SearchQuery.All, by));
            var extended = client.Inbox.Sort(SearchOptions.All | SearchOptions.Count | SearchOptions.Min, SearchQuery.All, by);
            Assert.Equal(expected, extended.UniqueIds);
            Assert.Equal(60, extended.Count);
            Assert.Equal(expected.First(), extended.Min);
        }

        static string Number(long number) => number.ToString("D20", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task YOUNGER_and_OLDER_share_no_message_and_leave_out_none()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        await client.SendAsync("CREATE x");
        foreach (var age in new[] { 10, 7200, 4000, 100_000 })
        {
            var date = DateTimeOffset.UtcNow.AddSeconds(-age).ToString("dd-MMM-yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
            await client.AppendAsync("x", "Subject: s\r\n\r\nx\r\n", $"\"{date}\" ");
        }
        await client.SendAsync("SELECT x");
        Assert.Equal(["* SEARCH 1"], (await client.SendAsync("SEARCH YOUNGER 3600")).MustBeOk().Untagged);
        Assert.Equal(["* SEARCH 2 3 4"], (await client.SendAsync("SEARCH OLDER 3600")).MustBeOk().Untagged);
        Assert.Equal(["* SEARCH 2 3"], (await client.SendAsync("SEARCH YOUNGER 90000 OLDER 3600")).MustBeOk().Untagged);
        Assert.True((await client.SendAsync("SEARCH YOUNGER 0")).IsBad);
        Assert.Equal(["* SEARCH 1 2 3 4"], (await client.SendAsync("SEARCH YOUNGER 4294967295")).MustBeOk().Untagged);
    }
}
