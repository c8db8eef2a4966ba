using System.Globalization;
using System.Numerics;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Checking.Matching;

/// <summary>How two values compare: numbers as numbers of any size, sets as sets, names without case.</summary>
public static class Comparing
{
    /// <summary>Whether <c>left comparison right</c> holds. Order exists between numbers only; anything may be equal or not.</summary>
    public static bool Holds(string left, Comparison comparison, string right)
    {
        if (comparison == Comparison.Equal)
            return Same(left, right);
        if (comparison == Comparison.NotEqual)
            return !Same(left, right);
        if (!TryNumber(left, out var a) || !TryNumber(right, out var b))
            return false;
        return comparison switch
        {
            Comparison.Less => a < b,
            Comparison.LessOrEqual => a <= b,
            Comparison.GreaterOrEqual => a >= b,
            _ => a > b,
        };
    }

    /// <summary>The same word without case, the same number, or the same set in another spelling.</summary>
    public static bool Same(string a, string b) =>
        a.Equals(b, StringComparison.OrdinalIgnoreCase)
        || (TryNumber(a, out var x) && TryNumber(b, out var y) && x == y)
        || ((IsList(a) || IsList(b)) && SequenceSet.TryParse(a, out var s) && SequenceSet.TryParse(b, out var t) && s.Equals(t));

    /// <summary>As it stands in a scenario: <c>&lt;=</c>.</summary>
    public static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Equal => "=",
        Comparison.NotEqual => "!=",
        Comparison.GreaterOrEqual => ">=",
        _ => ">",
    };

    internal static bool TryNumber(string text, out BigInteger number) =>
        BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static bool IsList(string text) => text.AsSpan().IndexOfAny(',', ':') >= 0;
}
