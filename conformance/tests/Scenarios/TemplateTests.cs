using System.Text;
using Conformance.Scenarios;

namespace Conformance.Tests.Scenarios;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("STORE $n +FLAGS ($$Forwarded)", "STORE 7 +FLAGS ($Forwarded)")]
    [InlineData("$n+1 $n-1 $n:$n+1", "8 6 7:8")]
    [InlineData("${n}0 ${n}+1", "70 7+1")]
    [InlineData("$zero-1", "0")]
    [InlineData("$big+1", "9223372036854775808")]
    [InlineData("FETCH $ (FLAGS) 100% %", "FETCH $ (FLAGS) 100% %")]
    [InlineData("$box.child $box.uid2", "x.child 9")]
    [InlineData("a%x20.0D.0Ab", "a \r\nb")]
    [InlineData("%x41.BC", "A\u00BC")]
    [InlineData("%x24Forwarded", "$Forwarded")]
    [InlineData("%x41. and", "A. and")]
    public void Text_goes_out_with_variables_and_bytes_filled_in(string source, string expected)
    {
        var part = Assert.IsType<BytesOut>(Assert.Single(TemplateFiller.Fill(TemplateParser.Parse(source), Bound())));
        Assert.Equal(expected, Encoding.Latin1.GetString(part.Bytes.Span));
    }

    [Fact]
    public void Literals_are_parts_of_their_own()
    {
        var parts = TemplateFiller.Fill(TemplateParser.Parse("APPEND <<$box>> <<+a%x00.01$n>> x"), Bound());
        Assert.Equal(
            [("APPEND ", false, false), ("x", true, false), (" ", false, false), ("a\0\u00017", true, true), (" x", false, false)],
            parts.Select(p => (Encoding.Latin1.GetString(p.Bytes.Span), p is LiteralOut, p is LiteralOut { NonSynchronising: true })));
    }

    [Fact]
    public void Text_is_sent_as_utf8() =>
        Assert.Equal("é"u8.ToArray(), TemplateFiller.Fill(TemplateParser.Parse("é"), new Bindings())[0].Bytes.ToArray());

    [Fact]
    public void A_variable_without_value_stops_the_step() =>
        Assert.Equal("lost", Assert.Throws<UnboundVariableException>(() => TemplateFiller.Fill(TemplateParser.Parse("X $lost"), new Bindings())).Name);

    [Fact]
    public void An_inner_scope_sees_the_outer_one_and_takes_its_own_with_it()
    {
        var outer = Bindings.ForScenario("me", () => "mail");
        outer.Bind("last", "1");
        var inner = outer.Nest();
        inner.Bind("m", "2");
        inner.Assign("last", "3");
        inner.Assign("fresh", "4");
        Assert.True(inner.TryGet("user", out var user));
        Assert.Equal("me", user);
        Assert.True(outer.TryGet("last", out var last));
        Assert.Equal("3", last);
        Assert.False(outer.TryGet("m", out _));
        Assert.False(outer.TryGet("fresh", out _));
    }

    [Fact]
    public void Message_is_another_each_time()
    {
        var count = 0;
        var bindings = Bindings.ForScenario("me", () => $"mail {++count}");
        Assert.Equal(["mail 1", "mail 2"], Enumerable.Range(0, 2).Select(_ => TemplateFiller.Text(TemplateParser.Parse("$message"), bindings)));
    }

    private static Bindings Bound()
    {
        var bindings = new Bindings();
        bindings.Bind("n", "7");
        bindings.Bind("zero", "0");
        bindings.Bind("big", Bindings.MaxModSeq);
        bindings.Bind("box", "x");
        bindings.Bind("box.uid2", "9");
        return bindings;
    }
}
