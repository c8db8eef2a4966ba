using Reference.Wire;

namespace Reference.Tests.Serving;

public class OfferTests
{
    [Fact]
    public void What_stands_on_a_capability_falls_with_it()
    {
        var offer = Offer.Everything.Without(["condstore"]);
        Assert.False(offer.Has("CONDSTORE"));
        Assert.False(offer.Has("QRESYNC"));
        Assert.True(offer.Has("MOVE"));
    }

    [Theory]
    [InlineData("IMAP4rev1")]
    [InlineData("CONDSTOR")]
    public void What_cannot_be_left_out_is_said(string name) =>
        Assert.Contains(name, Assert.Throws<FormatException>(() => Offer.Everything.Without([name])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("MOVE", "MOVE 1 x")]
    [InlineData("MOVE", "UID MOVE 1 x")]
    [InlineData("UNSELECT", "UNSELECT")]
    [InlineData("ENABLE", "ENABLE X")]
    [InlineData("IDLE", "IDLE")]
    [InlineData("ID", "ID NIL")]
    [InlineData("NAMESPACE", "NAMESPACE")]
    [InlineData("UIDPLUS", "UID EXPUNGE 1")]
    public async Task A_command_of_what_is_left_out_is_none(string without, string command)
    {
        await using var server = await TestServer.StartAsync(offer: Offer.Everything.Without([without]));
        using var client = await server.SelectAsync(messages: 1);
        Assert.DoesNotContain(without, (await client.SendAsync("CAPABILITY")).MustBeOk().Untagged[0].Split(' '));
        Assert.StartsWith("BAD", (await client.SendAsync(command)).Tagged, StringComparison.Ordinal);
    }
}
