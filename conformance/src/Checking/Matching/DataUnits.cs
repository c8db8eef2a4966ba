using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Checking.Matching;

/// <summary>All other untagged data, one response each: EXISTS, EXPUNGE, STATUS, ENABLED, CAPABILITY, FLAGS, LIST and the like.</summary>
internal sealed class DataUnits(DataPattern pattern) : IUnits
{
    public IEnumerable<Unit> Of(Slice slice, Quantity quantity, Scope scope) =>
        from received in Read(slice)
        let data = (DataResponse)received.Response
        where quantity != Quantity.Only || pattern.Name != "STATUS" || ValueMatcher.InOrder(pattern.Arguments.Take(1).ToList(), data.Arguments, scope, open: true).Any()
        select new Unit(received.Index, received.Number, s => Match(data, quantity, s));

    public string Came(Slice slice, Scope scope)
    {
        var came = Read(slice).ToList();
        return came.Count > 0 ? Shown.All(came) : $"no {pattern.Name} came";
    }

    private IEnumerable<Received> Read(Slice slice) =>
        slice.Responses.Where(r => r.Response is DataResponse data && data.Name == pattern.Name && data.Number is null == pattern.Number is null);

    private IEnumerable<Scope> Match(DataResponse data, Quantity quantity, Scope scope)
    {
        if (pattern.Number is not null)
            return ValueMatcher.Match(pattern.Number, new AtomValue($"{data.Number}"), scope);
        return pattern.Name switch
        {
            "ENABLED" or "CAPABILITY" => quantity == Quantity.Only && data.Arguments.Count != pattern.Arguments.Count
                ? []
                : ValueMatcher.AtLeast(pattern.Arguments, data.Arguments, scope),
            "STATUS" => Status(data.Arguments, scope),
            "FLAGS" when pattern.Arguments is [var flags] && data.Arguments is [var value] => ValueMatcher.Flags(flags, value, scope),
            "LIST" or "LSUB" when pattern.Arguments is [var attributes, ..] && data.Arguments is [var value, ..] =>
                ValueMatcher.Flags(attributes, value, scope).SelectMany(s => ValueMatcher.InOrder([.. pattern.Arguments.Skip(1)], [.. data.Arguments.Skip(1)], s, open: true)),
            _ => pattern.Arguments.Count == 0 ? [scope] : ValueMatcher.InOrder(pattern.Arguments, data.Arguments, scope),
        };
    }

    private IEnumerable<Scope> Status(IReadOnlyList<Value> came, Scope scope)
    {
        if (came is not [var mailbox, ListValue list] || !ValueText.TryPairs(list.Items, out var told) || pattern.Arguments is not [var name, ListNode items])
            return [];
        var scopes = ValueMatcher.Match(name, mailbox, scope);
        for (var i = 0; i + 1 < items.Items.Count; i += 2)
        {
            var node = items.Items[i + 1];
            if (told.LastOrDefault(t => t.Name.Equals(((WordNode)items.Items[i]).Text.Source, StringComparison.OrdinalIgnoreCase)) is not { } item)
                return [];
            scopes = scopes.SelectMany(s => ValueMatcher.Match(node, item.Value, s));
        }

        return scopes;
    }
}
