using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Checking.Matching;

/// <summary>
/// <c>* 2 FETCH (…)</c>. A server may tell one message's items in one response or in several; a message is what its number means until the next
/// expunge, or its UID. For <c>some</c> the responses of a message are taken together, the last value of an item counting, and also one by one.
/// For <c>never</c> each stands alone, so that values of different moments are not mixed, but for the UID, which never changes. For <c>only</c> each
/// response is completed by what else was told of the message.
/// </summary>
internal sealed class FetchUnits(DataPattern pattern) : IUnits
{
    private readonly IReadOnlyList<PatternNode> items = pattern.Arguments is [ListNode list] ? list.Items : [];

    public IEnumerable<Unit> Of(Slice slice, Quantity quantity, Scope scope)
    {
        var messages = FetchedMessage.Read(slice, pattern.Name);
        return quantity switch
        {
            Quantity.Never => messages.SelectMany(m => m.Responses.Select(r => Unit(m, r, r.Items))),
            Quantity.Only => messages.SelectMany(m => m.Responses.Where(r => IsAsked(m, r, scope)).Select(r => Unit(m, r, [.. m.Together(m.Responses.Count), .. r.Items]))),
            _ => messages.SelectMany(Together).Concat(messages.SelectMany(m => m.Responses.Select(r => Unit(m, r, r.Items)))),
        };
    }

    public string Came(Slice slice, Scope scope)
    {
        var messages = FetchedMessage.Read(slice, pattern.Name);
        var asked = messages.SelectMany(m => m.Responses.Where(r => IsAsked(m, r, scope))).OrderBy(r => r.Received.Index).ToList();
        if (asked.Count > 0)
            return Shown.All(asked.Select(r => r.Received));
        var others = messages.SelectMany(m => m.Responses).OrderBy(r => r.Received.Index).Select(r => r.Received).ToList();
        var which = Specific(pattern.Number, scope) is { } number ? $" for message {number}" : Specific(Item("UID"), scope) is { } uid ? $" for UID {uid}" : "";
        return others.Count == 0 ? $"no {pattern.Name}{which} came" : $"no {pattern.Name}{which} came, but {Shown.All(others)}";
    }

    private IEnumerable<Unit> Together(FetchedMessage message) =>
        from count in Enumerable.Range(1, message.Responses.Count).Reverse()
        select Unit(message, message.Responses[count - 1], message.Together(count));

    private Unit Unit(FetchedMessage message, FetchResponse response, IReadOnlyList<Item> told)
    {
        var all = message.Uid is { } uid && !told.Any(i => i.Name == "UID") ? [.. told, new Item("UID", uid)] : told;
        return new Unit(response.Received.Index, response.Received.Number, scope => Match(response.Number, all, scope));
    }

    private IEnumerable<Scope> Match(uint number, IReadOnlyList<Item> told, Scope scope)
    {
        var scopes = ValueMatcher.Match(pattern.Number!, new AtomValue($"{number}"), scope);
        for (var i = 0; i + 1 < items.Count; i += 2)
        {
            var name = ((WordNode)items[i]).Text.Source.ToUpperInvariant();
            var node = items[i + 1];
            if (told.LastOrDefault(t => t.Name == name) is not { } item)
                return [];
            scopes = scopes.SelectMany(s => name == "FLAGS" ? ValueMatcher.Flags(node, item.Value, s) : ValueMatcher.Match(node, item.Value, s));
        }

        return scopes;
    }

    // Whether the pattern speaks of this message, as far as number or UID say so.
    private bool IsAsked(FetchedMessage message, FetchResponse response, Scope scope)
    {
        if (Specific(pattern.Number, scope) is { } number)
            return Comparing.Same(number, $"{response.Number}");
        return Specific(Item("UID"), scope) is not { } uid || (message.Uid?.ToText() is { } told && Comparing.Same(uid, told));
    }

    private PatternNode? Item(string name)
    {
        for (var i = 0; i + 1 < items.Count; i += 2)
        {
            if (((WordNode)items[i]).Text.Source.Equals(name, StringComparison.OrdinalIgnoreCase))
                return items[i + 1];
        }

        return null;
    }

    private static string? Specific(PatternNode? node, Scope scope) => node switch
    {
        WordNode word => scope.Text(word.Text),
        ValueNode { Name: { } name } => scope.TryGet(name, out var value) ? value : null,
        _ => null,
    };
}
