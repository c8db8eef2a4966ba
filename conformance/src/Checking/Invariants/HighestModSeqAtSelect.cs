using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>
/// Each successful SELECT and EXAMINE of a CONDSTORE-aware client tells one of HIGHESTMODSEQ and NOMODSEQ, in an untagged OK (RFC
/// 7162 section 3.1.2).
/// </summary>
public sealed class HighestModSeqAtSelect : Invariant
{
    private const string Either = "7162-3.1.2-a";
    private const string Value = "7162-3.1.2.1-a";
    private const string Non = "7162-3.1.2.2-a";

    public override string Name => "highestmodseq-at-select";

    public override void Received(Observation seen)
    {
        if (!Context.OffersCondStore || seen.HighestModSeq is not { } value)
            return;
        if (value.Number is null or 0 or > ModSeqText.Max)
            Broken(
                Value,
                Outcome.Fail,
                seen.Entry,
                $"HIGHESTMODSEQ {(value.Text.Length == 0 ? "without a value" : value.Fault())}",
                "a number from 1 to 2^63-1");
        else
            Held(Value);
    }

    public override void Completed(Command command, StatusResponse tagged, Observation seen)
    {
        if (!Context.OffersCondStore || tagged.Status != "OK" || View.Opening is not { } opening || !ReferenceEquals(opening.Command, command))
            return;
        if (!opening.WasAware && command.Enabling != Enabling.Yes)
            return;
        switch (opening.HighestModSeq is not null, opening.NoModSeq)
        {
            case (false, false):
                Broken(
                    Either,
                    Outcome.Fail,
                    seen.Entry,
                    $"{command.Name} told neither HIGHESTMODSEQ nor NOMODSEQ in an untagged OK",
                    "one of them");
                break;
            case (true, true):
                Broken(Either, Outcome.Fail, seen.Entry, $"{command.Name} told both HIGHESTMODSEQ and NOMODSEQ", "one of them");
                break;
            case (_, true):
                Held(Either);
                Held(Non);
                break;
            default:
                Held(Either);
                break;
        }
    }
}
