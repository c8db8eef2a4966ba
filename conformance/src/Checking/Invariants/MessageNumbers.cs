using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>
/// A message number lies between 1 and EXISTS, and EXISTS falls only by EXPUNGE and VANISHED (RFC 3501 sections 2.3.1.2 and 5.2).
/// </summary>
public sealed class MessageNumbers : Invariant
{
    private const string Numbers = "3501-7.4.1-b";
    private const string Size = "3501-5.2-a";

    public override string Name => "message-numbers";

    public override void Received(Observation seen)
    {
        if (seen is not { Selection: { } selection, CountBefore: { } count, Response: DataResponse { Number: { } number } data }
            || Examination.Replaced.Contains(selection.Mailbox))
            return;
        switch (data.Name)
        {
            case "FETCH" or "EXPUNGE" when number >= 1 && number <= count:
                Held(Numbers);
                break;
            case "FETCH" or "EXPUNGE":
                Broken(
                    Numbers,
                    Outcome.Fail,
                    seen.Entry,
                    $"{data.Name} speaks of message {number}, but the session knows of {count}",
                    $"a number from 1 to {count}");
                break;
            case "EXISTS" when number < count:
                Broken(Size, Outcome.Fail, seen.Entry, $"EXISTS falls from {count} to {number} without EXPUNGE or VANISHED", $"{count} or more");
                break;
            case "EXISTS":
                Held(Size);
                break;
        }
    }
}
