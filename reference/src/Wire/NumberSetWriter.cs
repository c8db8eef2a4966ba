namespace Reference.Wire;

/// <summary>Writes ascending numbers as the shortest sequence-set: runs become ranges.</summary>
public sealed class NumberSetWriter(ResponseWriter output)
{
    private uint _first;
    private uint _last;
    private bool _any;
    private bool _written;

    /// <summary>Nothing was added, so nothing is written: the caller leaves the whole response out.</summary>
    public bool IsEmpty => !_any && !_written;

    public void Add(uint number) => Add(number, number);

    /// <param name="first">Above everything added before, or the next number after it.</param>
    /// <param name="last">At least <paramref name="first"/>.</param>
    public void Add(uint first, uint last)
    {
        if (_any && first == _last + 1)
        {
            _last = last;
            return;
        }
        Flush();
        (_first, _last, _any) = (first, last, true);
    }

    /// <summary>Writes the last run.</summary>
    public void Complete() => Flush();

    public static void Write(ResponseWriter output, IEnumerable<uint> ascending)
    {
        var set = new NumberSetWriter(output);
        foreach (var number in ascending) set.Add(number);
        set.Complete();
    }

    private void Flush()
    {
        if (!_any) return;
        if (_written) output.Raw(","u8);
        output.Number(_first);
        if (_last != _first) output.Raw(":"u8).Number(_last);
        (_any, _written) = (false, true);
    }
}
