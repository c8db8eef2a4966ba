using Reference.Wire;

namespace Reference.Commands;

/// <summary>Writes the pairs of context-position and sequence-set in ADDTO and REMOVEFROM, and the parenthesis after them (RFC 5267 section
/// 5). Neighbours share a pair.</summary>
internal sealed class PlacedSets(ResponseWriter output)
{
    private NumberSetWriter? _set;
    private int _next;

    /// <param name="place">From 1, or 0 where places do not count.</param>
    /// <param name="number">Message number or UID.</param>
    /// <param name="moves">The next one of the same pair stands one place later: when adding. When removing it has come to the same
    /// place.</param>
    public void Add(int place, uint number, bool moves)
    {
        if (_set is null || place != _next)
        {
            _set?.Complete();
            if (_set is not null) output.Raw(" "u8);
            output.Number(place).Raw(" "u8);
            _set = new NumberSetWriter(output);
        }
        _set.Add(number);
        _next = place > 0 && moves ? place + 1 : place;
    }

    public void Complete()
    {
        _set?.Complete();
        output.Raw(")"u8);
    }
}
