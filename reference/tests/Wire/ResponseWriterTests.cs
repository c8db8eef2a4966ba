using System.Text;
using Reference.Wire;

namespace Reference.Tests.Wire;

public class ResponseWriterTests
{
    private static string Written(Action<ResponseWriter> write)
    {
        using var output = new ResponseWriter();
        write(output);
        return Encoding.Latin1.GetString(output.Written.Span);
    }

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("line\r\nend", "{9}\r\nline\r\nend")]
    [InlineData("\u00E9", "{1}\r\n\u00E9")]
    [InlineData("", "\"\"")]
    public void A_string_is_quoted_or_a_literal(string value, string wire) =>
        Assert.Equal(wire, Written(output => output.String(Encoding.Latin1.GetBytes(value))));

    [Theory]
    [InlineData("INBOX", "INBOX")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("NIL", "\"NIL\"")]
    [InlineData("", "\"\"")]
    [InlineData("a%b", "\"a%b\"")]
    public void A_name_is_an_atom_only_where_it_can_be_one(string value, string wire) => Assert.Equal(wire, Written(output => output.AString(value)));

    [Theory]
    [InlineData(new uint[] { 1, 2, 3, 5, 7, 8 }, "1:3,5,7:8")]
    [InlineData(new uint[] { 4294967294, 4294967295 }, "4294967294:4294967295")]
    [InlineData(new uint[] { }, "")]
    public void Ascending_numbers_become_the_shortest_set(uint[] numbers, string wire) =>
        Assert.Equal(wire, Written(output => NumberSetWriter.Write(output, numbers)));

    [Fact]
    public void What_grows_beyond_the_first_buffer_is_kept_whole()
    {
        var expected = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i} "));
        Assert.Equal(expected, Written(output =>
        {
            for (var i = 0; i < 3000; i++) output.Number(i).Raw(" "u8);
        }));
    }
}
