using Reference.Naming;

namespace Reference.Tests.Naming;

public class NetUnicodeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Entw\u00fcrfe")]
    [InlineData("\u65e5\u672c\u8a9e")]
    [InlineData("\ud55c\uae00")]
    // No character is both: q has no composed form with a dot below.
    [InlineData("q\u0323")]
    // Dot below (220) stands before dot above (230).
    [InlineData("q\u0323\u0307")]
    // Something of class 0 in between keeps them apart.
    [InlineData("a\u034f\u0308")]
    // Of the same class as the one before: blocked.
    [InlineData("\u0061\u0335\u0338")]
    [InlineData("\u0308")]
    [InlineData("\ufb01")]
    [InlineData("\U0001f600\U0001d157")]
    public void In_form_C(string text) => Assert.True(NetUnicode.IsComposed(text));

    [Theory]
    [InlineData("u\u0308")]
    // Composes past the dot below to o with diaeresis? It does not: o with dot below comes first.
    [InlineData("o\u0323\u0302")]
    [InlineData("q\u0307\u0323")]
    // Decomposed, ordered and composed again it is another character with a mark.
    [InlineData("\u00e4\u0323")]
    // Singletons: the signs of Angstrom, Kelvin and Ohm.
    [InlineData("\u212b")]
    [InlineData("\u212a")]
    [InlineData("\u2126")]
    // Jamo of one syllable, of two and of three.
    [InlineData("\u1112\u1161")]
    [InlineData("\u1112\u1161\u11ab")]
    [InlineData("\ud558\u11ab")]
    // Excluded from composition.
    [InlineData("\u0958")]
    [InlineData("\U0001d15e")]
    [InlineData("\uf900")]
    [InlineData("\U0002f800")]
    public void Not_in_form_C(string text) => Assert.False(NetUnicode.IsComposed(text));
}
