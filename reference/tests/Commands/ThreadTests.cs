using System.Globalization;
using System.Text;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using MimeKit;
using Reference.Tests.Serving;

namespace Reference.Tests.Commands;

/// <summary>THREAD (RFC 5256) over a real socket; expected threads are worked out by hand from the steps of section 3.</summary>
public class ThreadTests
{
    /// <summary>A message for each "id subject references", one minute after the other.</summary>
    private static async Task<Conversation> FilledAsync(TestServer server, params string[] mails)
    {
        var client = await server.LogInAsync();
        await client.SendAsync("CREATE x");
        for (var i = 0; i < mails.Length; i++)
        {
            var parts = mails[i].Split('|');
            var message = new StringBuilder($"Date: Mon, 1 Jan 2024 10:{i:D2}:00 +0000\r\nSubject: {parts[1]}\r\n");
            if (parts[0].Length > 0) message.Append(CultureInfo.InvariantCulture, $"Message-ID: <{parts[0]}@x>\r\n");
            if (parts.Length > 2 && parts[2].Length > 0) message.Append(CultureInfo.InvariantCulture, $"References: {string.Join(' ', parts[2].Split(' ').Select(id => $"<{id}@x>"))}\r\n");
            if (parts.Length > 3) message.Append(CultureInfo.InvariantCulture, $"In-Reply-To: {parts[3]}\r\n");
            await client.AppendAsync("x", message + "\r\nbody\r\n");
        }
        (await client.SendAsync("SELECT x")).MustBeOk();
        return client;
    }

    private static async Task IsAsync(string algorithm, string expected, params string[] mails)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await FilledAsync(server, mails);
        Assert.Equal([expected], (await client.SendAsync($"THREAD {algorithm} UTF-8 ALL")).MustBeOk().Untagged);
    }

    [Fact]
    public Task ORDEREDSUBJECT_has_no_grandchildren() =>
        IsAsync("ORDEREDSUBJECT", "* THREAD (1 3)(2 (4)(5))(6)", "a|one", "b|two", "c|Re: ONE|a", "d|re: two", "e|Fwd: two|d", "f|");

    [Fact]
    public Task References_make_parents_and_children() =>
        IsAsync("REFERENCES", "* THREAD (1 2 (3)(4 5))(6)", "a|s", "b|Re: s|a", "c|Re: s|a b", "d|Re: s|a b", "e|Re: s|a b d", "f|t");

    [Fact]
    public Task In_Reply_To_counts_where_there_are_no_references_and_only_its_first_id() =>
        IsAsync("REFERENCES", "* THREAD (1 3)(2)", "a|one", "b|two", "c|three||<\"a\"@x> of joe@y <b@x>");

    [Fact]
    public Task A_missing_parent_of_several_is_shown_by_their_being_siblings() =>
        IsAsync("REFERENCES", "* THREAD ((1)(2))(3)", "a|one|gone", "b|two|gone", "c|three|lost");

    [Fact]
    public Task A_missing_message_inside_a_thread_gives_way_to_its_children() =>
        IsAsync("REFERENCES", "* THREAD (1 (2)(3))", "a|s", "b|Re: s|a gone", "c|Re: s|a gone");

    [Fact]
    public Task A_loop_is_not_closed() =>
        IsAsync("REFERENCES", "* THREAD (2 1)", "a|x|b", "b|y|a");

    [Fact]
    public Task The_second_of_one_id_stands_alone() =>
        IsAsync("REFERENCES", "* THREAD (1 3)(2)", "a|one", "a|two", "c|three|a");

    [Fact]
    public Task An_answer_without_references_goes_below_the_thread_of_its_subject() =>
        IsAsync("REFERENCES", "* THREAD (1 3)(2)", "a|one", "b|two", "c|Re: [x] ONE");

    [Fact]
    public Task Two_threads_of_one_subject_of_which_none_answers_become_siblings() =>
        IsAsync("REFERENCES", "* THREAD ((1)(2)(3))(4)", "a|one", "b|one", "c|one", "d|");

    [Fact]
    public Task An_original_that_came_later_still_takes_the_answer() =>
        IsAsync("REFERENCES", "* THREAD (2 1)", "a|Re: one", "b|one");

    [Fact]
    public Task Empty_subjects_are_not_brought_together() =>
        IsAsync("REFERENCES", "* THREAD (1)(2)(3)", "a|", "b|Re:", "c|");

    [Fact]
    public async Task Nothing_found_is_an_empty_THREAD_and_MODSEQ_never_stands_in_one()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await FilledAsync(server, "a|one", "b|two");
        Assert.Equal(["* THREAD"], (await client.SendAsync("THREAD REFERENCES UTF-8 FLAGGED")).MustBeOk().Untagged);
        Assert.Equal(["* THREAD (1)(2)"], (await client.SendAsync("UID THREAD REFERENCES UTF-8 MODSEQ 1")).MustBeOk().With("THREAD"));
        Assert.True((await client.SendAsync("THREAD JWZ UTF-8 ALL")).IsNo);
    }

    [Fact]
    public async Task A_thread_a_thousand_deep_is_answered()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await FilledAsync(server, "a|s");
        var deep = string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"<i{i}@x>"));
        await client.AppendAsync("x", $"Message-ID: <z@x>\r\nReferences:\r\n {deep.Replace("> <", ">\r\n <", StringComparison.Ordinal)}\r\n\r\nx\r\n");
        await client.SendAsync("NOOP");
        Assert.Equal(["* THREAD (1)(2)"], (await client.SendAsync("THREAD REFERENCES UTF-8 ALL")).MustBeOk().Untagged);
    }

    /// <summary>MailKit has an implementation of its own; it is asked of trees of distinct subjects, where all depends on the ids.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_trees_are_the_ones_that_MailKit_makes_of_the_same_messages(int seed)
    {
        var random = new Random(seed);
        await using var server = await TestServer.StartAsync();
        using var client = new ImapClient { Timeout = 20_000 };
        await client.ConnectAsync("127.0.0.1", server.Address.Port, SecureSocketOptions.None);
        await client.AuthenticateAsync("demo", "demo");
        var chains = new List<string[]>();
        for (var i = 0; i < 40; i++)
        {
            var chain = i == 0 || random.Next(4) == 0 ? [] : chains[random.Next(i)];
            var message = new MimeMessage { Subject = $"subject{i}", MessageId = $"m{i}@x", Date = new DateTimeOffset(2024, 1, 1, 0, i, 0, TimeSpan.Zero), Body = new TextPart("plain") { Text = "x" } };
            message.From.Add(new MailboxAddress("A", "a@x"));
            foreach (var id in chain) message.References.Add(id);
            chains.Add([.. chain, $"m{i}@x"]);
            await client.Inbox!.AppendAsync(message);
        }
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly);
        var summaries = await client.Inbox.FetchAsync(0, -1, MessageSummaryItems.Envelope | MessageSummaryItems.References | MessageSummaryItems.UniqueId);
        var expected = MessageThreader.Thread(summaries, ThreadingAlgorithm.References, [OrderBy.Date]);
        var actual = await client.Inbox.ThreadAsync(ThreadingAlgorithm.References, SearchQuery.All);
        Assert.Equal(Shape(expected), Shape(actual));
        Assert.Contains("(", Shape(actual), StringComparison.Ordinal);
    }

    private static string Shape(IEnumerable<MessageThread> threads) =>
        string.Concat(threads.Select(thread => $"[{thread.UniqueId?.Id.ToString(CultureInfo.InvariantCulture) ?? "-"}({Shape(thread.Children)})]"));
}
