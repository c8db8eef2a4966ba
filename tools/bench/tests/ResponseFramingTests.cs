using System.Text;
using Bench.Imap;

namespace Bench.Tests;

public sealed class ResponseFramingTests
{
    [Theory]
    [InlineData("* OK hello\r\n* NO\r\n", 12)]
    [InlineData("* 1 FETCH (BODY[] {4}\r\na\r\nb UID 3)\r\n", 36)]
    [InlineData("* 1 FETCH (A {0}\r\n B {2}\r\n\r\n)\r\n", 31)]
    [InlineData("b1 OK done {5}\r\nmore", 16)]
    [InlineData("* 1 FETCH (BODY[] {4}\r\na\r\n", -1)]
    [InlineData("* 1 FETCH", -1)]
    public void A_response_ends_at_the_line_end_that_no_literal_follows(string octets, int length)
    {
        var resumeAt = 0;
        Assert.Equal(length, ResponseFraming.Length(Encoding.ASCII.GetBytes(octets), ref resumeAt));
    }

    [Fact]
    public void Octet_by_octet_gives_the_same_end_as_all_at_once()
    {
        var octets = "* 1 FETCH (BODY[] {4}\r\na\r\nb UID {1}\r\n\n)\r\n* 2 EXISTS\r\n"u8.ToArray();
        var resumeAt = 0;
        var lengths = Enumerable.Range(1, octets.Length).Select(count => ResponseFraming.Length(octets.AsSpan(0, count), ref resumeAt)).TakeWhile(length => length < 0);
        Assert.Equal("* 1 FETCH (BODY[] {4}\r\na\r\nb UID {1}\r\n\n)\r\n".Length - 1, lengths.Count());
    }
}
