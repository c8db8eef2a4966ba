using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>A successful ENABLE is answered by ENABLED and leaves CAPABILITY as it was (RFC 5161 section 3.1).</summary>
public sealed class EnableAnswers : Invariant
{
    private const string Always = "5161-3.1-d";
    private const string Unchanged = "5161-3.1-f";
    private HashSet<string>? last;
    private HashSet<string>? before;
    private bool told;

    public override string Name => "enable-answers";

    public override void Received(Observation seen)
    {
        told |= seen.Response is DataResponse { Name: "ENABLED" };
        if (seen.Response is not DataResponse || !seen.Only(c => c.Name == "CAPABILITY") || !CapabilityData.TryRead(seen.Response, out var data))
            return;
        last = [.. data.Capabilities];
        if (before is null)
            return;
        if (before.SetEquals(last))
            Held(Unchanged);
        else
        {
            Broken(
                Unchanged,
                Outcome.Fail,
                seen.Entry,
                $"ENABLE changed CAPABILITY: {Difference(before, last)}",
                "the capabilities of before");
        }

        before = null;
    }

    public override void Completed(Command command, StatusResponse tagged, Observation seen)
    {
        if (command.Is("LOGIN", "AUTHENTICATE", "STARTTLS", "COMPRESS", "UNAUTHENTICATE"))
            (last, before) = (null, null);
        if (!command.Is("ENABLE") || tagged.Status != "OK")
        {
            if (seen.Commands.Count == 1)
                told = false;
            return;
        }

        before = last;
        if (told)
            Held(Always);
        else if (command.Arguments.Count > 0)
            Miss(command, seen);
        told = false;
    }

    private void Miss(Command command, Observation seen)
    {
        // What was asked for and is offered must be enabled now, unless it already is; with nothing to enable, practice differs, and
        // condstore/enable/unknown-and-known judges it by the letter.
        var due = command.Arguments.Any(a => Command.Same(a, "QRESYNC")) && Context.OffersQResync && !View.Enabled.Contains("QRESYNC");
        Broken(
            Always,
            due ? Outcome.Fail : Outcome.Info,
            seen.Entry,
            due ? "ENABLE succeeded without ENABLED" : "ENABLE succeeded without ENABLED (it had nothing new to enable)",
            "an untagged ENABLED, also an empty one",
            due ? [] : ["A-25"]);
    }

    private static string Difference(HashSet<string> old, HashSet<string> now) =>
        string.Join(", ", now.Except(old).Select(c => $"{c} came").Concat(old.Except(now).Select(c => $"{c} went")));
}
