using System.Text;
using Conformance.Wire;

namespace Conformance.Tests.Wire;

public sealed class ResponseFramerTests
{
    private static readonly Limits Small = new(LineBytes: 40, LiteralBytes: 20, Literals: 3);

    private const string Stream =
        "* OK hi {3}\r\n* 1 FETCH (BODY[] {12}\r\n{3}\r\n* 2 FE\nX ~{0}\r\n)\r\n* LF alone\na OK [X ({2}\r\n]\n)] t {9}\r\n\r\n";

    private static readonly string[] Responses =
    [
        "* OK hi {3}\r\n",
        "* 1 FETCH (BODY[] {12}\r\n{3}\r\n* 2 FE\nX ~{0}\r\n)\r\n",
        "* LF alone\n",
        "a OK [X ({2}\r\n]\n)] t {9}\r\n",
        "\r\n",
    ];

    private static List<string> Feed(ResponseFramer framer, IEnumerable<byte[]> pieces)
    {
        var found = new List<string>();
        foreach (var piece in pieces)
        {
            framer.Append(piece);
            while (framer.TryNext(out var response))
                found.Add(Encoding.Latin1.GetString(response.Span));
        }

        return found;
    }

    [Fact]
    public void Responses_are_the_same_however_the_stream_is_split()
    {
        var bytes = Encoding.Latin1.GetBytes(Stream);
        for (var size = 1; size <= bytes.Length; size++)
            Assert.Equal(Responses, Feed(new ResponseFramer(new Limits()), bytes.Chunk(size)));
        for (var at = 1; at < bytes.Length; at++)
            Assert.Equal(Responses, Feed(new ResponseFramer(new Limits()), [bytes[..at], bytes[at..]]));
    }

    [Theory]
    [InlineData("* OK 456789012345678901234567890123456\r\n", null)]
    [InlineData("* OK 4567890123456789012345678901234567\r\n", "a line of more than 40 bytes")]
    [InlineData("* X {20}\r\n", null)]
    [InlineData("* X {21}\r\n", "a literal of 21 bytes, more than 20 are not taken")]
    [InlineData("* X {4294967296}\r\n", "a literal of 4294967296 bytes")]
    [InlineData("* X {0}\r\n{0}\r\n{0}\r\n", null)]
    [InlineData("* X {0}\r\n{0}\r\n{0}\r\n{0}\r\n", "more than 3 literals")]
    public void Each_limit_holds_and_is_named(string stream, string? complaint)
    {
        var framer = new ResponseFramer(Small);
        framer.Append(Encoding.Latin1.GetBytes(stream));
        var thrown = Record.Exception(() => framer.TryNext(out _));
        if (complaint is null)
            Assert.Null(thrown);
        else
            Assert.Contains(complaint, Assert.IsType<WireException>(thrown).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_end_is_refused_before_its_end_comes()
    {
        var framer = new ResponseFramer(Small);
        framer.Append(new byte[41]);
        Assert.Equal(WireFault.Flood, Assert.Throws<WireException>(() => framer.TryNext(out _)).Fault);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("* OK\r\n", null)]
    [InlineData("* OK", "in the middle of a line, 4 bytes had come")]
    [InlineData("* X {9}\r\nab", "inside a literal, 2 of 9 bytes had come")]
    [InlineData("* X {2}\r\nab)", "in the middle of a line, 1 bytes had come")]
    public void It_knows_where_the_stream_broke_off(string stream, string? position)
    {
        var framer = new ResponseFramer(Small);
        Feed(framer, [Encoding.Latin1.GetBytes(stream)]);
        Assert.Equal(position, framer.Position);
    }

    [Fact]
    public void It_stops_behind_the_line_it_is_told()
    {
        var framer = new ResponseFramer(Small);
        framer.Append("* 1 EXISTS\r\n* 2 EXISTS\r\n* 3 EXISTS\r\n"u8);
        Assert.True(framer.TryNext(2, out _));
        Assert.True(framer.TryNext(2, out _));
        Assert.False(framer.TryNext(2, out _));
        Assert.True(framer.TryNext(out _));
    }
}
