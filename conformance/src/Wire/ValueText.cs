using System.Globalization;

namespace Conformance.Wire;

/// <summary>What a value says, whichever way it is written.</summary>
public static class ValueText
{
    /// <summary>The text of an atom, quoted string or literal (each byte one character); null for NIL and lists.</summary>
    public static string? ToText(this Value value) => value switch
    {
        AtomValue atom => atom.Text,
        StringValue text => text.Text,
        _ => null,
    };

    /// <summary>The value as an unsigned 32-bit number, or null.</summary>
    public static uint? ToNumber(this Value value) =>
        uint.TryParse(value.ToText(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The value as someone would write it, for messages; literals are quoted.</summary>
    public static string Describe(this Value value) => value switch
    {
        StringValue text => $"\"{text.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        ListValue list => $"({string.Join(' ', list.Items.Select(Describe))})",
        NilValue => "NIL",
        _ => value.ToText()!,
    };

    /// <summary>Name and value pairs, as in FETCH and STATUS; false if a name is missing its value or is no word.</summary>
    internal static bool TryPairs(IReadOnlyList<Value> values, out List<Item> items)
    {
        items = new List<Item>(values.Count / 2);
        if (values.Count % 2 != 0)
            return false;
        for (var i = 0; i < values.Count; i += 2)
        {
            if (values[i] is not AtomValue name)
                return false;
            items.Add(new Item(name.Text.ToUpperInvariant(), values[i + 1]));
        }

        return true;
    }

    /// <summary>All of them as text, or false if one is a list. NIL is an atom like any other among flags and capabilities.</summary>
    internal static bool TryTexts(IEnumerable<Value> values, out List<string> texts)
    {
        texts = [];
        foreach (var value in values)
        {
            if ((value is NilValue ? "NIL" : value.ToText()) is not { } text)
                return false;
            texts.Add(text);
        }

        return true;
    }
}

/// <summary>A named item of a response; the name in upper case.</summary>
public sealed record Item(string Name, Value Value);
