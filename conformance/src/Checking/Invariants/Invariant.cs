using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>
/// A rule that every transcript must keep, whatever the scenario asks. One instance watches one connection; what connections share is in
/// <see cref="Examination"/>. The rule of the house: where the transcript leaves room, stay silent.
/// </summary>
public abstract class Invariant
{
    private FindingLog? log;

    /// <summary>Its name in reports.</summary>
    public abstract string Name { get; }

    protected SessionView View { get; private set; } = null!;

    protected Examination Examination { get; private set; } = null!;

    protected InvariantContext Context => Examination.Context;

    internal Invariant Watch(SessionView view, Examination examination)
    {
        View = view;
        Examination = examination;
        log = examination.LogOf(Name);
        return this;
    }

    /// <summary>A command is now completely sent; the view is that before it takes effect.</summary>
    public virtual void Sent(Command command)
    {
    }

    /// <summary>A response came; the view is that after it, the observation tells of before.</summary>
    public virtual void Received(Observation seen)
    {
    }

    /// <summary>A command's tagged answer came; it still counts as in progress, and the view does not show its effect yet.</summary>
    public virtual void Completed(Command command, StatusResponse tagged, Observation seen)
    {
    }

    /// <summary>The transcript is at its end.</summary>
    public virtual void Ended()
    {
    }

    protected void Held(string requirement) => log!.Held(requirement);

    protected void Broken(string requirement, Outcome outcome, Entry entry, string message, string? expected = null, params string[] readings) =>
        log!.Broken(requirement, outcome, message, View.Lane, entry.Number, expected, Line(entry), readings);

    /// <summary>The entry's bytes as one printable line of bounded length.</summary>
    private static string Line(Entry entry)
    {
        const int longest = 200;
        var bytes = entry.Bytes.IsEmpty ? entry.Response?.Raw ?? default : entry.Bytes;
        var text = string.Concat(bytes[..Math.Min(bytes.Length, longest)].ToArray().Where(b => b is not ((byte)'\r' or (byte)'\n'))
            .Select(b => b is >= 0x20 and < 0x7f ? ((char)b).ToString() : $"\\x{b:X2}"));
        return bytes.Length > longest ? text + "…" : text;
    }
}
