using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Checking.Matching;

/// <summary><c>OK [MODIFIED 2]</c>, <c>* OK [CLOSED]</c>, <c>x1 BAD</c>: one status response each; its text is never looked at.</summary>
internal sealed class StatusUnits(StatusPattern pattern) : IUnits
{
    public IEnumerable<Unit> Of(Slice slice, Quantity quantity, Scope scope) =>
        from received in slice.Responses
        where received.Response is StatusResponse status && IsAsked(status, slice.Window) && (quantity != Quantity.Only || IsOfKind(status))
        select new Unit(received.Index, received.Number, s => Match((StatusResponse)received.Response, s));

    public string Came(Slice slice, Scope scope)
    {
        var statuses = slice.Responses.Where(r => r.Response is StatusResponse status && IsAsked(status, slice.Window)).ToList();
        if (pattern.Tag is null)
            return statuses.Count > 0 ? Shown.All(statuses) : slice.Window.Closed ? "the connection was closed without a tagged answer" : "no tagged answer came";
        var near = statuses.Where(s => pattern.Code is null || ((StatusResponse)s.Response).Code?.Name == pattern.Code.Name).ToList();
        var what = pattern.Code is null ? $"untagged {pattern.Status}" : $"untagged {pattern.Status} with [{pattern.Code.Name}]";
        return near.Count > 0 ? Shown.All(near) : pattern.Tag == "*" ? $"no {what} came" : $"no answer with the tag {pattern.Tag} came";
    }

    private bool IsAsked(StatusResponse status, Window window) =>
        pattern.Tag is { } tag ? status.Tag == tag : ReferenceEquals(status, window.Tagged) || (status.IsTagged && status.Tag == window.Tag);

    private bool IsOfKind(StatusResponse status) => status.Status == pattern.Status && (pattern.Code is null || status.Code?.Name == pattern.Code.Name);

    private IEnumerable<Scope> Match(StatusResponse status, Scope scope)
    {
        if (status.Status != pattern.Status)
            return [];
        if (pattern.Code is not { } code)
            return [scope];
        if (status.Code is not { } came || came.Name != code.Name)
            return [];
        return code.Arguments.Count == 0 ? [scope] : Arguments(code, came.Arguments, scope);
    }

    private static IEnumerable<Scope> Arguments(CodePattern code, IReadOnlyList<Value> came, Scope scope) => (code.Name, code.Arguments, came) switch
    {
        ("MODIFIED", [var set], [var value]) => Modified(set, value, scope),
        ("PERMANENTFLAGS", [var flags], [var value]) => ValueMatcher.Flags(flags, value, scope),
        ("CAPABILITY", _, _) => ValueMatcher.AtLeast(code.Arguments, came, scope),
        _ => ValueMatcher.InOrder(code.Arguments, came, scope),
    };

    // By UID a range may run over UIDs that no message has (disputed point A-11): only those of the scenario's messages count then.
    private static IEnumerable<Scope> Modified(PatternNode set, Value value, Scope scope)
    {
        var byUid = set is WordNode { Text: var text } && text.Variables.Any(IsUid) || set is ValueNode { Relations: [], Name: { } name } && IsUid(name);
        if (byUid && value.ToText() is { } told && SequenceSet.TryParse(told, out var came))
            value = new AtomValue(came.Intersect(scope.KnownUids()) is { Count: > 0 } known ? known.ToString() : told);
        return set is ValueNode { Name: { } bound } && scope.TryGet(bound, out var wanted)
            ? ValueMatcher.Set(new WordNode(new Template(wanted, [new TextPart(wanted)])), value, scope)
            : ValueMatcher.Set(set, value, scope);
    }

    private static bool IsUid(string name) => name.Split('.')[^1].StartsWith("uid", StringComparison.Ordinal);
}
