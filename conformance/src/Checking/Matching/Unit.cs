using Conformance.Scenarios;

namespace Conformance.Checking.Matching;

/// <summary>
/// Something that a pattern holds or not: one response, several taken together, or what they say in sum. <c>Some</c> asks for one unit that
/// matches, <c>never</c> for none, <c>only</c> for all of them, and at least one.
/// </summary>
/// <param name="Index">The place in the window where it is complete.</param>
/// <param name="Number">The transcript entry's number; null where nothing came.</param>
/// <param name="Match">Every way in which it matches.</param>
internal sealed record Unit(int Index, int? Number, Func<Scope, IEnumerable<Scope>> Match);

/// <summary>Finds the units of one kind of pattern.</summary>
internal interface IUnits
{
    /// <summary>The units in the order in which they are to be tried.</summary>
    IEnumerable<Unit> Of(Slice slice, Quantity quantity, Scope scope);

    /// <summary>What came of that kind, in words, for a line that was not met.</summary>
    string Came(Slice slice, Scope scope);
}
