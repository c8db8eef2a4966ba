using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>
/// HIGHESTMODSEQ at an opening is never below an earlier one, nor below a mod-sequence that was told before, under one UIDVALIDITY (RFC 7162 section
/// 3.1.2.1). Only what was told to CONDSTORE-aware sessions binds, and only openings are measured: in between it may be held back.
/// </summary>
public sealed class HighestModSeqKept : Invariant
{
    private const string Kept = "7162-3.1.2.1-c";

    public override string Name => "highestmodseq-kept";

    public override void Completed(Command command, StatusResponse tagged, Observation seen)
    {
        if (tagged.Status != "OK" || View.Opening is not { } opening || !ReferenceEquals(opening.Command, command) || opening.NoModSeq)
            return;
        if (!opening.WasAware && command.Enabling != Enabling.Yes)
            return;
        if (opening.HighestModSeq is not { Number: { } value and > 0 and <= ModSeqText.Max } || Examination.MemoryOf(View, opening) is not { } memory)
            return;

        if (memory.HighestBefore(command.Sent.Number) is { } measure)
        {
            if (value >= measure.Value)
                Held(Kept);
            else
                Fall(seen, value, measure);
        }

        memory.IsPersistent = true;
        memory.LearnHighest(new Told(value, seen.Entry.Number, View.Lane));
    }

    private void Fall(Observation seen, ulong value, Told measure)
    {
        var hook = Examination.Hooks.FindLast(h => h.Entry > measure.Entry && h.Name != "deliver").Name;
        var after = hook is null ? "" : $" after the administrator's {hook}";
        Broken(
            Kept,
            Context.OffersQResync ? Outcome.Fail : Outcome.Warn,
            seen.Entry,
            $"HIGHESTMODSEQ fell{after} under the same UIDVALIDITY: {measure.Value} was told in session {measure.Lane}, entry {measure.Entry}, now {value}",
            $"{measure.Value} or more, or another UIDVALIDITY, or NOMODSEQ",
            [.. Context.OffersQResync ? [] : (string[])["A-12"], .. hook is null ? [] : (string[])["A-39"]]);
    }
}
