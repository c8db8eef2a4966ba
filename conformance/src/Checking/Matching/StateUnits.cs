using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Checking.Matching;

/// <summary><c>+</c>.</summary>
internal sealed class ContinuationUnits : IUnits
{
    public IEnumerable<Unit> Of(Slice slice, Quantity quantity, Scope scope) =>
        slice.Responses.Where(r => r.Response is ContinuationResponse).Select(r => new Unit(r.Index, r.Number, s => [s]));

    public string Came(Slice slice, Scope scope) => slice.Window.Tagged is { } tagged ? Shown.One(tagged) : "no continuation request came";
}

/// <summary><c>EOF</c>.</summary>
internal sealed class EofUnits : IUnits
{
    public IEnumerable<Unit> Of(Slice slice, Quantity quantity, Scope scope) =>
        slice.Window.Closed ? [new Unit(slice.Window.Entries.Count, null, s => [s])] : [];

    public string Came(Slice slice, Scope scope) => slice.Window.Tagged is { } tagged ? Shown.One(tagged) : "the connection stayed open";
}
