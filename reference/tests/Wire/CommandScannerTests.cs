using System.Text;
using Reference.Wire;

namespace Reference.Tests.Wire;

public class CommandScannerTests
{
    private static CommandScanner Over(string latin1) => new(Encoding.Latin1.GetBytes(latin1));

    private static string Text(ReadOnlyMemory<byte> octets) => Encoding.Latin1.GetString(octets.Span);

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("a]b", "a]b")]
    [InlineData("\"\"", "")]
    [InlineData("\"a b\"", "a b")]
    [InlineData("\"a\\\"b\\\\\"", "a\"b\\")]
    [InlineData("{3}\r\na b", "a b")]
    [InlineData("{3+}\r\na\r\n", "a\r\n")]
    [InlineData("{0}\r\n", "")]
    [InlineData("{1}\r\n\u00FF", "\u00FF")]
    public void An_astring_is_an_atom_a_quoted_string_or_a_literal(string wire, string value)
    {
        var scanner = Over(wire);
        Assert.Equal(value, Text(scanner.AString()));
        scanner.End();
    }

    [Theory]
    [InlineData("")]
    [InlineData("(")]
    [InlineData("\\Seen")]
    [InlineData("%")]
    [InlineData("\"open")]
    [InlineData("\"bare\\escape\"")]
    [InlineData("\"\u00E9\"")]
    [InlineData("\"a\0b\"")]
    [InlineData("\"a\rb\"")]
    [InlineData("{3}\r\nab")]
    [InlineData("{3}abc")]
    [InlineData("{1}\r\n\0")]
    [InlineData("{x}\r\n")]
    public void What_is_no_astring_is_refused(string wire) => Assert.Throws<SyntaxException>(() => Over(wire).AString());

    [Fact]
    public void An_error_names_what_was_expected_and_where()
    {
        var scanner = Over("A1 SELECT  x");
        scanner.Tag();
        scanner.Sp();
        scanner.Word("command name");
        scanner.Sp();
        var error = Assert.Throws<SyntaxException>(() => scanner.AString("mailbox"));
        Assert.Equal(10, error.Offset);
        Assert.Contains("mailbox", error.Message, StringComparison.Ordinal);
        Assert.Contains("10", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 0ul)]
    [InlineData("9223372036854775807", 9223372036854775807ul)]
    [InlineData("007", 7ul)]
    public void A_mod_sequence_valzer_has_63_bits(string wire, ulong value) => Assert.Equal(value, Over(wire).ModSequenceValzer());

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551616")]
    [InlineData("99999999999999999999999999")]
    [InlineData("-1")]
    [InlineData("\"1\"")]
    [InlineData("abc")]
    [InlineData("")]
    public void What_is_no_mod_sequence_is_refused(string wire) => Assert.Throws<SyntaxException>(() => Over(wire).ModSequenceValzer());

    [Fact]
    public void Zero_is_no_mod_sequence_value() => Assert.Throws<SyntaxException>(() => Over("0").ModSequenceValue());

    [Theory]
    [InlineData("1")]
    [InlineData("*")]
    [InlineData("1:*")]
    [InlineData("*:1,4294967295")]
    [InlineData("5:3,9,2:2")]
    public void A_sequence_set_is_kept_as_written(string wire)
    {
        var scanner = Over(wire);
        var expected = wire.Replace("2:2", "2", StringComparison.Ordinal);
        Assert.Equal(expected, scanner.SequenceSet().ToString());
        scanner.End();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("01")]
    [InlineData("1:0")]
    [InlineData("1,")]
    [InlineData("1:")]
    [InlineData(",1")]
    [InlineData("4294967296")]
    [InlineData("a")]
    public void What_is_no_sequence_set_is_refused(string wire)
    {
        Assert.Throws<SyntaxException>(() =>
        {
            var scanner = Over(wire);
            scanner.SequenceSet();
            scanner.End();
        });
    }

    [Theory]
    [InlineData("5:3,9", 0u, "3:5,9")]
    [InlineData("1:3,2:6,7", 0u, "1:7")]
    [InlineData("8:*", 5u, "5:8")]
    [InlineData("*", 0u, "")]
    [InlineData("1:*", 0u, "")]
    [InlineData("4294967295,1:4294967295", 0u, "1:4294967295")]
    public void Resolving_orders_merges_and_gives_the_star_its_meaning(string wire, uint largest, string expected)
    {
        var resolved = Over(wire).SequenceSet().Resolve(largest);
        Assert.Equal(expected, new SequenceSet(resolved).ToString());
    }
}
