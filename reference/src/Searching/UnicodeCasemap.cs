using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Reference.Searching;

/// <summary>The collation i;unicode-casemap (RFC 5051): title case, decomposition, then octets of UTF-8.</summary>
/// <remarks>The table of decompositions is the project's own, because the runtime has none where it runs without ICU.</remarks>
public static class UnicodeCasemap
{
    private const string Table = "Reference.Searching.decompositions.txt";

    private static readonly Lazy<FrozenDictionary<int, string>> Decompositions = new(Read);

    /// <summary>What is compared in place of the text: equal for texts that the collation holds equal, ordered as it orders.</summary>
    public static byte[] Key(string text)
    {
        if (Ascii.IsValid(text)) return Encoding.ASCII.GetBytes(text.ToUpperInvariant());
        var key = new StringBuilder(text.Length);
        // An unpaired surrogate comes out as U+FFFD.
        foreach (var rune in text.EnumerateRunes()) Append(key, TitleCase(rune));
        return Encoding.UTF8.GetBytes(key.ToString());
    }

    /// <summary>Simple title case mapping: that of upper case, but for the four digraphs.</summary>
    private static Rune TitleCase(Rune rune) => rune.Value switch
    {
        >= 0x1C4 and <= 0x1C6 => new Rune(0x1C5),
        >= 0x1C7 and <= 0x1C9 => new Rune(0x1C8),
        >= 0x1CA and <= 0x1CC => new Rune(0x1CB),
        >= 0x1F1 and <= 0x1F3 => new Rune(0x1F2),
        // Georgian letters have an upper case that is not their title case.
        (>= 0x10D0 and <= 0x10FA) or (>= 0x10FD and <= 0x10FF) => rune,
        _ => Rune.ToUpperInvariant(rune),
    };

    private static void Append(StringBuilder key, Rune rune)
    {
        if (rune.Value is >= 0xAC00 and <= 0xD7A3)
        {
            // Hangul syllables: the arithmetic of The Unicode Standard, section 3.12.
            var index = rune.Value - 0xAC00;
            key.Append((char)(0x1100 + (index / 588))).Append((char)(0x1161 + (index % 588 / 28)));
            if (index % 28 != 0) key.Append((char)(0x11A7 + (index % 28)));
        }
        else if (Decompositions.Value.TryGetValue(rune.Value, out var parts))
        {
            key.Append(parts);
        }
        else
        {
            key.Append(rune.ToString());
        }
    }

    private static FrozenDictionary<int, string> Read()
    {
        using var stream = typeof(UnicodeCasemap).Assembly.GetManifestResourceStream(Table)
            ?? throw new InvalidOperationException($"the assembly lacks its resource {Table}");
        using var reader = new StreamReader(stream);
        var table = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var points = line.Split(' ').Select(point => int.Parse(point, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToList();
            table[points[0]] = string.Concat(points.Skip(1).Select(point => new Rune(point).ToString()));
        }
        return table.ToFrozenDictionary();
    }
}
