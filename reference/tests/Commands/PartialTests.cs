using Reference.Commands;
using Reference.Tests.Serving;

namespace Reference.Tests.Commands;

/// <summary>PARTIAL (RFC 9394) over a real socket.</summary>
public class PartialTests
{
    [Theory]
    [InlineData("1:3", "1:3")]
    [InlineData("3:1", "1:3")]
    [InlineData("4:9", "4:6")]
    [InlineData("7:9", "NIL")]
    [InlineData("-1:-2", "5:6")]
    [InlineData("-2:-1", "5:6")]
    [InlineData("-5:-9", "1:2")]
    [InlineData("-7:-9", "NIL")]
    [InlineData("1:4294967295", "1:6")]
    [InlineData("-1:-4294967295", "1:6")]
    public async Task SEARCH_answers_with_a_window_of_its_result(string range, string expected)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 6);
        Assert.EndsWith($") UID PARTIAL ({range} {expected})", (await client.SendAsync($"UID SEARCH RETURN (PARTIAL {range}) ALL")).MustBeOk().Untagged.Single(), StringComparison.Ordinal);
        Assert.EndsWith($") PARTIAL ({range} NIL)", (await client.SendAsync($"SEARCH RETURN (PARTIAL {range}) FLAGGED")).MustBeOk().Untagged.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SAVE PARTIAL 2:3", "2 3")]
    [InlineData("SAVE PARTIAL 2:3 MIN", "1 2 3")]
    [InlineData("SAVE PARTIAL -2:-3 MAX", "4 5 6")]
    [InlineData("SAVE PARTIAL 1:2 MIN MAX", "1 2 6")]
    [InlineData("SAVE PARTIAL 2:3 COUNT", "1 2 3 4 5 6")]
    public async Task SAVE_keeps_what_table_1_says(string options, string saved)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 6);
        Assert.Contains("PARTIAL (", (await client.SendAsync($"SEARCH RETURN ({options}) ALL")).MustBeOk().Untagged.Single(), StringComparison.Ordinal);
        Assert.Equal([$"* SEARCH {saved}"], (await client.SendAsync("SEARCH $")).MustBeOk().Untagged);
    }

    [Theory]
    [InlineData("SEARCH RETURN (PARTIAL 1:2 ALL) ALL")]
    [InlineData("SEARCH RETURN (PARTIAL 1:2 PARTIAL 3:4) ALL")]
    [InlineData("SEARCH RETURN (PARTIAL) ALL")]
    [InlineData("SEARCH RETURN (PARTIAL 0:2) ALL")]
    [InlineData("SEARCH RETURN (PARTIAL 1:*) ALL")]
    [InlineData("SEARCH RETURN (PARTIAL -1:2) ALL")]
    [InlineData("FETCH 1:2 FLAGS (PARTIAL 1:1)")]
    [InlineData("UID FETCH 1:2 FLAGS (PARTIAL 1:1 PARTIAL 1:1)")]
    public async Task What_is_no_PARTIAL_is_BAD(string command)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2);
        Assert.True((await client.SendAsync(command)).IsBad);
    }

    [Theory]
    [InlineData("1:*", "1:2", "1 2")]
    [InlineData("1:*", "-1:-2", "5 6")]
    [InlineData("2,4,6,100", "2:9", "4 6")]
    [InlineData("2,4,6,100", "-3:-3", "2")]
    [InlineData("1:*", "7:8", "")]
    public async Task UID_FETCH_answers_for_a_window_of_the_messages_that_there_are(string set, string range, string numbers)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 6);
        var expected = numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => $"* {n} FETCH (FLAGS (\\Recent) UID {n})");
        Assert.Equal(expected, (await client.SendAsync($"UID FETCH {set} (FLAGS) (PARTIAL {range})")).MustBeOk().Untagged);
    }

    [Theory]
    [InlineData("PARTIAL -1:-3 CHANGEDSINCE {0}")]
    [InlineData("CHANGEDSINCE {0} PARTIAL -3:-1")]
    public async Task The_window_is_cut_before_CHANGEDSINCE_looks(string modifiers)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 6, before: "ENABLE QRESYNC");
        var known = (await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ").ToString(System.Globalization.CultureInfo.InvariantCulture);
        await client.SendAsync("STORE 2,5 +FLAGS (\\Flagged)");
        await client.SendAsync("STORE 3 +FLAGS (\\Deleted)");
        await client.SendAsync("EXPUNGE");
        var command = "UID FETCH 1:* (UID) (" + modifiers.Replace("{0}", known, StringComparison.Ordinal) + ")";
        Assert.StartsWith("* 4 FETCH (UID 5 ", (await client.SendAsync(command)).MustBeOk().Untagged.Single(), StringComparison.Ordinal);
        // What is expunged is in no window.
        Assert.Contains("* VANISHED (EARLIER) 3", (await client.SendAsync(command.Replace("CHANGEDSINCE", "VANISHED CHANGEDSINCE", StringComparison.Ordinal))).MustBeOk().Untagged);
    }

    [Fact]
    public void Every_window_is_what_counting_one_by_one_gives()
    {
        for (var count = 0; count < 7; count++)
        {
            for (uint first = 1; first < 9; first++)
            {
                for (uint last = 1; last < 9; last++)
                {
                    var places = Enumerable.Range(1, count).Where(place => place >= Math.Min(first, last) && place <= Math.Max(first, last)).ToList();
                    Same(places, new PartialRange(first, last, false));
                    Same([.. places.Select(place => count + 1 - place).Order()], new PartialRange(first, last, true));
                }
            }

            void Same(List<int> expected, PartialRange range)
            {
                var (start, end) = range.Within(count);
                Assert.Equal(expected, Enumerable.Range(start + 1, end - start));
            }
        }
    }
}
