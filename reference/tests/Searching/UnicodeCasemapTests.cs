using Reference.Searching;

namespace Reference.Tests.Searching;

/// <summary>RFC 5051: title case, decomposition, octets of UTF-8.</summary>
public class UnicodeCasemapTests
{
    [Theory]
    [InlineData("hello", "HELLO")]
    [InlineData("\u00E9", "E\u0301")]
    [InlineData("\uFF41\uFB01", "AFI", false)]
    [InlineData("\uFF41", "A")]
    [InlineData("\u01C4", "\u01C6")]
    [InlineData("\u01C4", "D\u017E", false)]
    [InlineData("\u212B", "\u00E5")]
    [InlineData("\uAC01", "\u1100\u1161\u11A8")]
    [InlineData("\u03C3", "\u03C2")]
    [InlineData("\u1E9B\u0323", "S\u0323\u0307", false)]
    [InlineData("\U00010428", "\U00010400")]
    [InlineData("\u10D0", "\u1C90", false)]
    public void What_is_equal(string one, string other, bool equal = true) =>
        Assert.Equal(equal, UnicodeCasemap.Key(one).AsSpan().SequenceEqual(UnicodeCasemap.Key(other)));

    [Fact]
    public void What_comes_first_is_a_matter_of_octets()
    {
        // Decomposed, an accented letter stands behind the bare one and before the next; the capital is what counts.
        string[] sorted = ["", "[", "A", "\u00E1", "ab", "Z", "_"];
        string[] expected = ["", "A", "ab", "\u00E1", "Z", "[", "_"];
        Assert.Equal(expected, sorted.Order(Comparer<string>.Create((x, y) => UnicodeCasemap.Key(x).AsSpan().SequenceCompareTo(UnicodeCasemap.Key(y)))));
    }

    [Fact]
    public void Half_a_character_is_no_reason_to_fail() => Assert.Equal(UnicodeCasemap.Key("\uFFFD"), UnicodeCasemap.Key("\uD800"));
}
