using CsCheck;
using Reference.Naming;

namespace Reference.Tests.Naming;

public sealed class ModifiedUtf7Tests
{
    // The first four are from RFC 3501, 5.1.3.
    [Theory]
    [InlineData("~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/\u53f0\u5317/\u65e5\u672c\u8a9e")]
    [InlineData("&Jjo-!", "\u263a!")]
    [InlineData("&U,BTF2XlZyyKng-", "\u53f0\u5317\u65e5\u672c\u8a9e")]
    [InlineData("&-", "&")]
    [InlineData("plain", "plain")]
    [InlineData("a&-b&-", "a&b&")]
    [InlineData("Entw&APw-rfe", "Entw\u00fcrfe")]
    [InlineData("&2D3eAA-", "\ud83d\ude00")]
    [InlineData("&APwAJg-", null)]
    [InlineData("", "")]
    [InlineData("&AAA-", "\0")]
    [InlineData("&APw-&-", "\u00fc&")]
    public void Names_are_decoded_and_encoded_in_one_way(string encoded, string? decoded)
    {
        if (decoded is null)
        {
            Assert.False(ModifiedUtf7.TryDecode(encoded, out _));
            return;
        }

        Assert.True(ModifiedUtf7.TryDecode(encoded, out var name));
        Assert.Equal(decoded, name);
        Assert.Equal(encoded, ModifiedUtf7.Encode(decoded));
    }

    [Theory]
    [InlineData("&Jjo!", "no shift back, as in the RFC")]
    [InlineData("&U,BTFw-&ZeVnLIqe-", "a superfluous shift, as in the RFC")]
    [InlineData("&", "no shift back")]
    [InlineData("&APw", "no shift back")]
    [InlineData("&AGE-", "a letter that represents itself")]
    [InlineData("&ACY-", "an ampersand in base64")]
    [InlineData("&AP-", "half a unit")]
    [InlineData("&A-", "a single digit")]
    [InlineData("&APx-", "bits left over")]
    [InlineData("&APw=-", "padding")]
    [InlineData("&AP w-", "white space in base64")]
    [InlineData("&U/BTFw-", "the other base64")]
    [InlineData("&2D0-", "half a surrogate pair")]
    [InlineData("&3gDYPQ-", "a surrogate pair in the wrong order")]
    [InlineData("Entw\u00fcrfe", "an octet beyond ASCII")]
    [InlineData("tab\t", "a control")]
    [InlineData("del\u007f", "DEL")]
    public void Anything_else_is_refused(string encoded, string why)
    {
        Assert.False(ModifiedUtf7.TryDecode(encoded, out var name), why);
        Assert.Null(name);
    }

    [Fact]
    public void Every_name_survives_the_way_there_and_back() =>
        Gen.String.Where(MailboxName.IsWellFormed).Sample(name =>
            ModifiedUtf7.TryDecode(ModifiedUtf7.Encode(name), out var decoded) && decoded == name);

    [Fact]
    public void Nothing_has_two_forms() =>
        Gen.String["&-ABCx,+/ \u00fc"].Sample(encoded => !ModifiedUtf7.TryDecode(encoded, out var name) || ModifiedUtf7.Encode(name) == encoded);
}
