using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Checking.Matching;

/// <summary>
/// <c>* SEARCH 2 3 (MODSEQ $m)</c>: the numbers of all SEARCH lines of a command together, in any order; SORT's in their order. <c>(MODSEQ …)</c> is
/// there or not as the pattern has it; the greatest counts where several lines carry one. <c>* SEARCH</c> alone is an empty result, for which a
/// server may also leave the line out.
/// </summary>
internal sealed class SearchUnits(DataPattern pattern) : IUnits
{
    private readonly bool open = pattern.Arguments.Any(a => a is EllipsisNode);
    private readonly PatternNode? modSeq = pattern.Arguments is [.., ListNode { Items: [WordNode, var value] }] ? value : null;
    private readonly IReadOnlyList<PatternNode> numbers = [.. pattern.Arguments.Where(a => a is not (EllipsisNode or ListNode))];

    public IEnumerable<Unit> Of(Slice slice, Quantity quantity, Scope scope)
    {
        var results = Read(slice);
        if (results.Count == 0 && quantity != Quantity.Never && pattern is { Name: "SEARCH", Arguments: [] } && slice.Window.Tagged is { Status: "OK" })
            return [new Unit(slice.Window.Entries.Count - 1, null, s => [s])];
        // "never * SEARCH" speaks of the line itself, whatever is in it.
        var any = quantity == Quantity.Never && pattern.Arguments.Count == 0;
        return results.Select(r => new Unit(r[^1].Received.Index, r[^1].Received.Number, s => any ? [s] : Match(r, s)));
    }

    public string Came(Slice slice, Scope scope)
    {
        var came = slice.Responses.Where(r => r.Response is DataResponse data && data.Name == pattern.Name).ToList();
        return came.Count > 0 ? Shown.All(came) : $"no {pattern.Name} came";
    }

    private List<List<(Received Received, SearchData Data)>> Read(Slice slice)
    {
        var results = new List<List<(Received, SearchData)>>();
        var current = new List<(Received, SearchData)>();
        foreach (var received in slice.Responses)
        {
            if (received.Response is StatusResponse { IsTagged: true })
                Close();
            else if (SearchData.TryRead(received.Response, out var data) && data.IsSort == (pattern.Name == "SORT"))
                current.Add((received, data));
        }

        Close();
        return results;

        void Close()
        {
            if (current.Count > 0)
                results.Add(current);
            current = [];
        }
    }

    private IEnumerable<Scope> Match(List<(Received Received, SearchData Data)> lines, Scope scope)
    {
        var greatest = lines.Select(l => l.Data.ModSeq).Where(m => m is not null).OrderBy(m => m!.Number ?? ulong.MaxValue).LastOrDefault();
        if (modSeq is null ? greatest is not null && !open : greatest is null)
            return [];
        var scopes = pattern.Name == "SORT" ? Sorted(lines, scope) : Searched(lines, scope);
        return modSeq is null ? scopes : scopes.SelectMany(s => ValueMatcher.Match(modSeq, new AtomValue(greatest!.Text), s));
    }

    private IEnumerable<Scope> Sorted(List<(Received Received, SearchData Data)> lines, Scope scope) =>
        ValueMatcher.InOrder(numbers, [.. lines.SelectMany(l => l.Data.Numbers).Select(n => new AtomValue($"{n}"))], scope, open);

    private IEnumerable<Scope> Searched(List<(Received Received, SearchData Data)> lines, Scope scope)
    {
        var found = lines.SelectMany(l => l.Data.Numbers).ToHashSet();
        var free = new List<PatternNode>();
        var wanted = SequenceSet.Empty;
        foreach (var node in numbers)
        {
            var text = node switch
            {
                WordNode word => scope.Text(word.Text) ?? "",
                ValueNode { Name: { } name, Relations: [] } => scope.TryGet(name, out var value) ? value : null,
                _ => null,
            };
            if (text is null)
                free.Add(node);
            else if (SequenceSet.TryParse(text, out var set) && set.Count <= found.Count)
                wanted = wanted.Union(set);
            else
                return [];
        }

        var names = wanted.Ranges.SelectMany(r => Enumerable.Range(0, (int)(r.Last - r.First) + 1).Select(i => r.First + (uint)i)).ToHashSet();
        if (!names.IsSubsetOf(found))
            return [];
        var rest = found.Except(names).Order().Select(n => new AtomValue($"{n}")).ToList();
        return open || rest.Count == free.Count ? ValueMatcher.AtLeast(free, rest, scope) : [];
    }
}
