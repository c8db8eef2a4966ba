using Conformance.Scenarios;

namespace Conformance.Checking.Matching;

/// <summary>What one expectation line came to.</summary>
/// <param name="IsMet">It holds.</param>
/// <param name="Scope">With what its match binds.</param>
/// <param name="Alternative">The one that was met, or that a <c>never</c> line found.</param>
/// <param name="Position">Where in the window it was met first; <c>then</c> goes on behind it.</param>
/// <param name="Entry">The transcript entry that met it, or broke it.</param>
internal sealed record LineResult(bool IsMet, Scope Scope, Alternative? Alternative, int Position, int? Entry);

/// <summary>Holds one expectation line against a window.</summary>
internal static class Line
{
    public static LineResult Examine(Expectation expectation, Slice slice, Scope scope) => expectation.Quantity switch
    {
        Quantity.Never => Never(expectation, slice, scope),
        Quantity.Only => Only(expectation, slice, scope),
        _ => Some(expectation, slice, scope),
    };

    public static IUnits Units(Pattern pattern) => pattern switch
    {
        StatusPattern status => new StatusUnits(status),
        DataPattern { Name: "FETCH" or "UIDFETCH" } fetch => new FetchUnits(fetch),
        DataPattern { Name: "VANISHED" } vanished => new VanishedUnits(vanished),
        DataPattern { Name: "SEARCH" or "SORT" } search => new SearchUnits(search),
        DataPattern { Name: "ESEARCH" } esearch => new EsearchUnits(esearch),
        DataPattern data => new DataUnits(data),
        ContinuationPattern => new ContinuationUnits(),
        EofPattern => new EofUnits(),
        _ => throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "no such pattern"),
    };

    private static LineResult Some(Expectation expectation, Slice slice, Scope scope)
    {
        foreach (var alternative in expectation.Alternatives)
        {
            var units = Units(alternative.Pattern).Of(slice, Quantity.Some, scope).ToList();
            foreach (var unit in units)
            {
                foreach (var found in unit.Match(scope))
                {
                    // Bound by the last values, met by the first response that has them.
                    var first = units.Where(u => u.Match(found).Any()).MinBy(u => u.Index) ?? unit;
                    return new LineResult(true, found, alternative, first.Index, unit.Number);
                }
            }
        }

        return new LineResult(false, scope, null, -1, null);
    }

    private static LineResult Never(Expectation expectation, Slice slice, Scope scope)
    {
        foreach (var alternative in expectation.Alternatives)
        {
            foreach (var unit in Units(alternative.Pattern).Of(slice, Quantity.Never, scope).OrderBy(u => u.Index))
            {
                if (unit.Match(scope).Any())
                    return new LineResult(false, scope, alternative, unit.Index, unit.Number);
            }
        }

        return new LineResult(true, scope, null, -1, null);
    }

    // The first alternative of which something came must hold for all that came of it.
    private static LineResult Only(Expectation expectation, Slice slice, Scope scope)
    {
        LineResult? broken = null;
        foreach (var alternative in expectation.Alternatives)
        {
            var all = scope;
            var position = -1;
            int? entry = null;
            var holds = true;
            foreach (var unit in Units(alternative.Pattern).Of(slice, Quantity.Only, scope))
            {
                if (unit.Match(all).FirstOrDefault() is not { } next)
                {
                    broken ??= new LineResult(false, scope, alternative, unit.Index, unit.Number);
                    holds = false;
                    break;
                }

                (all, position, entry) = (next, unit.Index, unit.Number);
            }

            if (holds && position >= 0)
                return new LineResult(true, all, alternative, position, entry);
        }

        return broken ?? new LineResult(false, scope, null, -1, null);
    }
}
