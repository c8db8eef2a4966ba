namespace Conformance.Grammar;

/// <summary>
/// What the RFCs' rules leave to comments about values: number and nz-number are 32 bits wide (RFC 3501, section 9), mod-sequence-value is
/// 1 to 2^63-1 (RFC 7162, section 7), number64 at most 2^63-1 (RFC 8438, section 4; RFC 9051), and the sets of VANISHED and QRESYNC name no "*".
/// </summary>
internal static class ValueRanges
{
    public static void AttachTo(RuleSet grammar)
    {
        Attach(grammar, "number", text => Value(text) <= uint.MaxValue, "number (0..4294967295)");
        Attach(grammar, "nz-number", text => Value(text) <= uint.MaxValue, "nz-number (1..4294967295)");
        Attach(grammar, "mod-sequence-value", text => Value(text) is >= 1 and <= long.MaxValue, "mod-sequence-value (1..9223372036854775807)");
        Attach(grammar, "number64", text => Value(text) <= long.MaxValue, "number64 (0..9223372036854775807)");
        Attach(grammar, "nz-number64", text => Value(text) <= long.MaxValue, "nz-number64 (1..9223372036854775807)");
        foreach (var set in (string[])["known-uids", "known-sequence-set", "known-uid-set"])
            Attach(grammar, set, text => !text.ContainsAny((byte)'*', (byte)'$'), set + " (without \"*\")");
        if (grammar.Find("seq-last-command") is { } saved)
            saved.Barred = Leave.Answer;
    }

    private static void Attach(RuleSet grammar, string name, RuleCondition condition, string text)
    {
        if (grammar.Find(name) is not { } rule)
            return;
        rule.Condition = condition;
        rule.ConditionText = text;
    }

    /// <summary>The value of a run of digits; <see cref="ulong.MaxValue"/> if it does not fit.</summary>
    private static ulong Value(ReadOnlySpan<byte> digits)
    {
        var value = 0UL;
        foreach (var digit in digits)
        {
            var next = (UInt128)value * 10 + (uint)(digit - '0');
            if (next > ulong.MaxValue)
                return ulong.MaxValue;
            value = (ulong)next;
        }
        return value;
    }
}
