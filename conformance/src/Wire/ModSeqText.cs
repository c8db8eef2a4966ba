using System.Globalization;

namespace Conformance.Wire;

/// <summary>A mod-sequence as a server wrote it: RFC 7162 section 7 allows 1 (or 0, where it says so) to 2^63-1, without sign or leading zero.</summary>
/// <param name="Text">As written.</param>
/// <param name="Number">Its value where it is an unsigned 64-bit number, legal or not; null for anything else (negative, beyond 2^64, no number).</param>
public sealed record ModSeqText(string Text, ulong? Number)
{
    /// <summary>The largest legal one: 2^63-1.</summary>
    public const ulong Max = long.MaxValue;

    public static ModSeqText Read(string text) =>
        new(text, ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null);

    /// <summary>What is wrong with it, in words; null if nothing is.</summary>
    /// <param name="zeroAllowed">Whether the rule is mod-sequence-valzer (STATUS, for instance), not mod-sequence-value.</param>
    public string? Fault(bool zeroAllowed = false) => Number switch
    {
        null when Text.StartsWith('-') => $"{Text} is negative",
        null when Text.Length > 0 && Text.All(char.IsAsciiDigit) => $"{Text} is beyond 64 bits",
        null => $"{Text} is not a number",
        > Max => $"{Text} is beyond 2^63-1",
        0 when !zeroAllowed => "0 is not allowed here",
        _ when Text.Length > 1 && Text[0] == '0' => $"{Text} has leading zeros",
        _ => null,
    };

    /// <summary>The value inside <c>(n)</c> or, tolerantly, a bare <c>n</c>; null if there is none.</summary>
    internal static ModSeqText? From(Value? value) => value switch
    {
        ListValue { Items: [var item] } => From(item),
        null or ListValue => null,
        _ => Read(value.ToText() ?? "NIL"),
    };
}
