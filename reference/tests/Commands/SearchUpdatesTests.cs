using System.Globalization;
using System.Text.RegularExpressions;
using Reference.Tests.Serving;

namespace Reference.Tests.Commands;

/// <summary>CONTEXT=SEARCH and CONTEXT=SORT (RFC 5267 section 4) over a real socket.</summary>
public partial class SearchUpdatesTests
{
    private const int Steps = 120;

    [Theory]
    [InlineData("SEARCH RETURN (UPDATE COUNT) FLAGGED", "")]
    [InlineData("UID SEARCH RETURN (UPDATE COUNT) FLAGGED", " UID")]
    public async Task A_change_is_told_with_its_cause_and_an_expunge_before_it(string search, string uid)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3);
        using var other = await server.SelectAsync();
        await client.WriteAsync($"c1 {search}\r\n");
        Assert.Equal([$"* ESEARCH (TAG \"c1\"){uid} COUNT 0"], (await client.ReadReplyAsync("c1")).MustBeOk().Untagged);

        await other.SendAsync("STORE 2:3 +FLAGS (\\Flagged)");
        var told = (await client.SendAsync("NOOP")).MustBeOk().Untagged;
        Assert.Equal($"* ESEARCH (TAG \"c1\"){uid} ADDTO (0 2:3)", told[^1]);
        Assert.Equal(2, told.Count(line => line.Contains(" FETCH ", StringComparison.Ordinal)));

        await other.SendAsync("STORE 2 -FLAGS (\\Flagged)");
        Assert.Equal($"* ESEARCH (TAG \"c1\"){uid} REMOVEFROM (0 2)", (await client.SendAsync("NOOP")).Untagged[^1]);

        await other.SendAsync("STORE 3 +FLAGS (\\Deleted)");
        await other.SendAsync("EXPUNGE");
        var expunged = (await client.SendAsync("NOOP")).MustBeOk().Untagged;
        Assert.Equal([$"* ESEARCH (TAG \"c1\"){uid} REMOVEFROM (0 3)", "* 3 EXPUNGE"], expunged);

        await other.AppendAsync("x", "Subject: new\r\n\r\nx\r\n", "(\\Flagged) ");
        var arrived = (await client.SendAsync("NOOP")).MustBeOk().Untagged;
        Assert.Contains("* 3 EXISTS", arrived);
        Assert.Equal($"* ESEARCH (TAG \"c1\"){uid} ADDTO (0 {(uid.Length > 0 ? 4 : 3)})", arrived[^1]);
    }

    [Fact]
    public async Task While_an_expunge_may_not_be_told_the_result_is_told_already()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3);
        using var other = await server.SelectAsync();
        await client.WriteAsync("c1 SEARCH RETURN (UPDATE) ALL\r\n");
        Assert.Equal(["* ESEARCH (TAG \"c1\")"], (await client.ReadReplyAsync("c1")).MustBeOk().Untagged);
        await other.SendAsync("STORE 2 +FLAGS (\\Deleted)");
        await other.SendAsync("EXPUNGE");
        Assert.Contains("* ESEARCH (TAG \"c1\") REMOVEFROM (0 2)", (await client.SendAsync("FETCH 1 UID")).MustBeOk().Untagged);
        Assert.Equal(["* 2 EXPUNGE"], (await client.SendAsync("NOOP")).MustBeOk().Untagged);
    }

    [Fact]
    public async Task Message_numbers_in_an_updating_search_mean_what_they_meant_when_it_was_asked()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3);
        await client.WriteAsync("c1 UID SEARCH RETURN (UPDATE ALL) 2:3 UNDELETED\r\n");
        Assert.Equal(["* ESEARCH (TAG \"c1\") UID ALL 2:3"], (await client.ReadReplyAsync("c1")).MustBeOk().Untagged);
        await client.SendAsync("STORE 1 +FLAGS (\\Deleted)");
        Assert.Empty((await client.SendAsync("EXPUNGE")).MustBeOk().With("ESEARCH"));
        Assert.Contains("* ESEARCH (TAG \"c1\") UID REMOVEFROM (0 3)", (await client.SendAsync("STORE 2 +FLAGS (\\Deleted)")).MustBeOk().Untagged);
    }

    [Fact]
    public async Task CANCELUPDATE_and_closing_end_the_updates_and_a_tag_serves_once()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        await client.WriteAsync("c1 SEARCH RETURN (UPDATE COUNT) FLAGGED\r\n");
        (await client.ReadReplyAsync("c1")).MustBeOk();
        await client.WriteAsync("c1 SEARCH RETURN (UPDATE COUNT) SEEN\r\n");
        Assert.True((await client.ReadReplyAsync("c1")).IsBad);
        (await client.SendAsync("CANCELUPDATE \"c1\"")).MustBeOk();
        Assert.Empty((await client.SendAsync("STORE 1 +FLAGS (\\Flagged \\Seen)")).MustBeOk().With("ESEARCH"));
        Assert.True((await client.SendAsync("CANCELUPDATE \"c1\"")).IsNo);
        Assert.True((await client.SendAsync("CANCELUPDATE c1")).IsBad);

        await client.WriteAsync("c1 SEARCH RETURN (UPDATE COUNT) FLAGGED\r\n");
        (await client.ReadReplyAsync("c1")).MustBeOk();
        await client.SendAsync("SELECT x");
        Assert.Empty((await client.SendAsync("STORE 1 -FLAGS (\\Flagged)")).MustBeOk().With("ESEARCH"));
    }

    [Fact]
    public async Task One_context_too_many_is_answered_without_updates()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        var most = Reference.Wire.Limits.Default.UpdatingSearches;
        for (var i = 0; i < most; i++) Assert.Empty((await client.SendAsync("SEARCH RETURN (UPDATE COUNT) FLAGGED")).MustBeOk().With("NOUPDATE"));
        await client.WriteAsync("over SEARCH RETURN (UPDATE COUNT) FLAGGED\r\n");
        var refused = (await client.ReadReplyAsync("over")).MustBeOk().Untagged;
        Assert.Equal("* ESEARCH (TAG \"over\") COUNT 0", refused[0]);
        Assert.StartsWith("* NO [NOUPDATE \"over\"] ", refused[1], StringComparison.Ordinal);
        Assert.Equal(most, (await client.SendAsync("STORE 1 +FLAGS (\\Flagged)")).MustBeOk().With("ADDTO").Count);
    }

    [Fact]
    public async Task Updates_come_in_IDLE()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        using var other = await server.SelectAsync();
        await client.WriteAsync("c1 UID SEARCH RETURN (UPDATE) FLAGGED\r\n");
        (await client.ReadReplyAsync("c1")).MustBeOk();
        await client.WriteAsync("i IDLE\r\n");
        Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
        await other.SendAsync("STORE 1 +FLAGS (\\Flagged)");
        Assert.Contains(" FETCH ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("* ESEARCH (TAG \"c1\") UID ADDTO (0 1)", await client.ReadLineAsync());
        await client.WriteAsync("DONE\r\n");
        (await client.ReadReplyAsync("i")).MustBeOk();
    }

    /// <summary>The oracle is a fresh search: what a client makes of the first result and the updates is the same at every point.</summary>
    [Theory]
    [InlineData("SEARCH RETURN (UPDATE ALL) UNDELETED OR FLAGGED KEYWORD a", 1)]
    [InlineData("UID SEARCH RETURN (UPDATE ALL) SUBJECT 1", 2)]
    [InlineData("UID SEARCH RETURN (UPDATE ALL) UID 1:4,8:* NOT FLAGGED", 3)]
    [InlineData("SORT RETURN (UPDATE ALL) (SUBJECT) UTF-8 UNFLAGGED", 4)]
    [InlineData("UID SORT RETURN (UPDATE ALL) (REVERSE SUBJECT) UTF-8 OR FLAGGED RECENT", 5)]
    [InlineData("UID SORT RETURN (UPDATE ALL) (SIZE REVERSE ARRIVAL) UTF-8 MODSEQ 1 UNSEEN", 6)]
    public async Task The_first_result_with_its_updates_is_what_a_fresh_search_finds(string search, int seed)
    {
        var random = new Random(seed);
        var byUid = search.StartsWith("UID", StringComparison.Ordinal);
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 8);
        using var other = await server.SelectAsync();
        await client.WriteAsync($"c1 {search}\r\n");
        var kept = new List<int>();
        var (count, changes) = (8, 0);
        foreach (var line in (await client.ReadReplyAsync("c1")).MustBeOk().Untagged) Apply(line);

        for (var step = 0; step < Steps; step++)
        {
            var actor = random.Next(3) == 0 ? client : other;
            var target = count == 0 ? "1:*" : random.Next(1, count + 1).ToString(CultureInfo.InvariantCulture);
            string[] flags = ["\\Flagged", "a", "\\Seen", "\\Deleted"];
            var command = random.Next(10) switch
            {
                0 => "EXPUNGE",
                1 or 2 => null,
                3 when actor == client => "FETCH 1:* BODY[TEXT]",
                _ => $"STORE {target} {(random.Next(2) == 0 ? "+" : "-")}FLAGS ({flags[random.Next(4)]})",
            };
            var reply = command is null
                ? await actor.AppendAsync("x", $"Subject: message {random.Next(20)}\r\n\r\n{new string('x', random.Next(5))}\r\n", random.Next(2) == 0 ? "(\\Flagged) " : "")
                : await actor.SendAsync(command);
            if (actor == client) reply.Untagged.ToList().ForEach(Apply);
            // Now and then a command that may not tell expunges, so that the two results must agree without them too.
            (await client.SendAsync(random.Next(2) == 0 ? "NOOP" : "FETCH 1:* UID")).Untagged.ToList().ForEach(Apply);
            foreach (var line in (await other.SendAsync("NOOP")).Untagged.Where(line => line.EndsWith(" EXISTS", StringComparison.Ordinal))) count = Number(line);

            var fresh = await client.SendAsync(search.Replace("UPDATE ALL", "ALL", StringComparison.Ordinal));
            var at = fresh.Untagged.ToList().FindIndex(line => line.Contains(" ESEARCH ", StringComparison.Ordinal) && !line.Contains("\"c1\"", StringComparison.Ordinal));
            fresh.Untagged.Take(at).ToList().ForEach(Apply);
            Assert.Equal(All(fresh.Untagged[at]), kept);
            fresh.Untagged.Skip(at + 1).ToList().ForEach(Apply);
        }
        Assert.True(changes > 10, $"only {changes} updates came");

        void Apply(string line)
        {
            if (line.EndsWith(" EXPUNGE", StringComparison.Ordinal) && !byUid)
            {
                var gone = Number(line);
                Assert.DoesNotContain(gone, kept);
                for (var i = 0; i < kept.Count; i++) kept[i] -= kept[i] > gone ? 1 : 0;
            }
            if (!line.StartsWith("* ESEARCH (TAG \"c1\")", StringComparison.Ordinal)) return;
            if (line.Contains(" ALL ", StringComparison.Ordinal)) kept.AddRange(All(line));
            foreach (Match item in Item().Matches(line))
            {
                changes++;
                var parts = item.Groups[2].Value.Split(' ');
                for (var i = 0; i < parts.Length; i += 2) ApplyPair(item.Groups[1].Value == "ADDTO", int.Parse(parts[i], CultureInfo.InvariantCulture), Numbers(parts[i + 1]));
            }
        }

        void ApplyPair(bool adds, int place, List<int> numbers)
        {
            if (place == 0 && adds)
            {
                kept.AddRange(numbers);
                kept.Sort();
            }
            else if (place == 0)
            {
                foreach (var number in numbers) Assert.True(kept.Remove(number));
            }
            else if (adds)
            {
                kept.InsertRange(place - 1, numbers);
            }
            else
            {
                Assert.Equal(numbers, kept.GetRange(place - 1, numbers.Count));
                kept.RemoveRange(place - 1, numbers.Count);
            }
        }
    }

    private static int Number(string line) => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);

    private static List<int> All(string line) => line.Split(' ').SkipWhile(word => word != "ALL").Skip(1).FirstOrDefault() is { } set ? Numbers(set) : [];

    private static List<int> Numbers(string set) => [.. set.Split(',').Select(range => range.Split(':').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList())
        .SelectMany(range => Enumerable.Range(range[0], range[^1] - range[0] + 1))];

    [GeneratedRegex(@"(ADDTO|REMOVEFROM) \(([^)]*)\)")]
    private static partial Regex Item();
}
