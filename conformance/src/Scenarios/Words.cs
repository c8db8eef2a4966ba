using System.Globalization;

namespace Conformance.Scenarios;

/// <summary>The words of a line, taken from left to right.</summary>
internal sealed class Words(string line)
{
    public string Rest { get; private set; } = line.Trim();

    public bool IsAtEnd => Rest.Length == 0;

    public string Peek => Rest.Length == 0 ? "" : Rest.Split([' ', '\t'], 2)[0];

    public string Take(string expected)
    {
        var word = Peek;
        if (word.Length == 0)
            throw LineException.Expected(expected, "");
        Rest = Rest[word.Length..].TrimStart();
        return word;
    }

    public bool TryTake(string word)
    {
        if (Peek != word)
            return false;
        Take(word);
        return true;
    }

    public void Require(params string[] alternatives)
    {
        var expected = string.Join(" or ", alternatives.Select(a => $"'{a}'"));
        var found = Take(expected);
        if (!alternatives.Contains(found))
            throw LineException.Expected(expected, found);
    }

    public int Number(string expected, int least, int most)
    {
        var word = Take(expected);
        return int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw LineException.Expected($"{expected} ({least} to {most})", word);
    }

    public char Session()
    {
        var word = Take("a session's letter, A to Z");
        return word.Length == 1 && char.IsAsciiLetterUpper(word[0]) ? word[0] : throw LineException.Expected("a session's letter, A to Z", word);
    }

    public void End()
    {
        if (!IsAtEnd)
            throw LineException.Expected("the end of the line", Rest);
    }
}
