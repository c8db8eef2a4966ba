using System.Numerics;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Checking.Matching;

/// <summary>
/// <c>* VANISHED $uid2</c>, <c>* VANISHED (EARLIER) $uid2</c>: what all responses of that form name together, however they are split. For <c>some</c>
/// these UIDs and perhaps more, for <c>only</c> exactly these, for <c>never</c> none of these.
/// </summary>
internal sealed class VanishedUnits(DataPattern pattern) : IUnits
{
    private readonly bool earlier = pattern.Arguments is [ListNode, ..];
    private readonly PatternNode node = pattern.Arguments is [.., not ListNode] ? pattern.Arguments[^1] : new AnyNode();

    public IEnumerable<Unit> Of(Slice slice, Quantity quantity, Scope scope)
    {
        var came = Read(slice);
        if (quantity == Quantity.Never)
            return came.Select(v => new Unit(v.Received.Index, v.Received.Number, s => Match(v.Uids, Quantity.Never, s)));
        var sums = new List<Unit>();
        var union = SequenceSet.Empty;
        foreach (var (received, uids) in came)
        {
            union = union.Union(uids);
            var sum = union;
            sums.Add(new Unit(received.Index, received.Number, s => Match(sum, quantity, s)));
        }

        sums.Reverse();
        return quantity == Quantity.Only ? sums.Take(1) : sums;
    }

    public string Came(Slice slice, Scope scope)
    {
        var came = Read(slice);
        return came.Count > 0 ? Shown.All(came.Select(v => v.Received)) : $"no VANISHED{(earlier ? " (EARLIER)" : "")} came";
    }

    private List<(Received Received, SequenceSet Uids)> Read(Slice slice)
    {
        var came = new List<(Received, SequenceSet)>();
        foreach (var received in slice.Responses)
        {
            if (VanishedData.TryRead(received.Response, out var vanished) && vanished.IsEarlier == earlier)
                came.Add((received, vanished.Uids));
        }

        return came;
    }

    private IEnumerable<Scope> Match(SequenceSet uids, Quantity quantity, Scope scope) => node switch
    {
        WordNode word => scope.Text(word.Text) is { } text && Compare(uids, text, quantity) ? [scope] : [],
        ValueNode { Relations: [], Name: { } name } => scope.TryGet(name, out var text)
            ? Compare(uids, text, quantity) ? [scope] : []
            : [scope.With(name, uids.ToString())],
        ValueNode { Name: null } some => quantity == Quantity.Only ? Related(uids, some, scope, all: true) : Related(uids, some, scope, all: false),
        AnyNode => [scope],
        _ => [],
    };

    private static bool Compare(SequenceSet uids, string text, Quantity quantity) =>
        SequenceSet.TryParse(text, out var wanted) && quantity switch
        {
            Quantity.Only => uids.Equals(wanted),
            Quantity.Never => uids.Intersect(wanted).Count > 0,
            _ => uids.IsSupersetOf(wanted),
        };

    // Some UID in these relations, or all; by the ends of the ranges, since a server may name 1:4294967295.
    private static IEnumerable<Scope> Related(SequenceSet uids, ValueNode node, Scope scope, bool all)
    {
        BigInteger least = 0, most = uint.MaxValue;
        foreach (var relation in node.Relations)
        {
            if (scope.Text(relation.Operand) is not { } text || !Comparing.TryNumber(text, out var number))
                return [];
            switch (relation.Comparison)
            {
                case Comparison.Less:
                    most = BigInteger.Min(most, number - 1);
                    break;
                case Comparison.LessOrEqual:
                    most = BigInteger.Min(most, number);
                    break;
                case Comparison.GreaterOrEqual:
                    least = BigInteger.Max(least, number);
                    break;
                case Comparison.Greater:
                    least = BigInteger.Max(least, number + 1);
                    break;
                default:
                    least = BigInteger.Max(least, number);
                    most = BigInteger.Min(most, number);
                    break;
            }
        }

        var holds = all
            ? uids.Ranges.All(r => r.First >= least && r.Last <= most)
            : uids.Ranges.Any(r => BigInteger.Max(r.First, least) <= BigInteger.Min(r.Last, most));
        return holds ? [scope] : [];
    }
}
