using System.Collections.Immutable;
using Conformance.Checking.Convergence;
using Conformance.Running;
using Conformance.Wire;

namespace Conformance.Walking;

/// <summary>STORE, with and without UNCHANGEDSINCE (RFC 7162 section 3.1.3).</summary>
internal sealed class StoreCommand : WalkCommand
{
    private readonly StoreStep step;
    private readonly List<Target> targets;
    private readonly ImmutableHashSet<string> flags;
    private readonly ulong since;

    /// <param name="MustFail">The message has changed since the value, in a way that no server may pass over.</param>
    /// <param name="MustPass">Its mod-sequence is certainly not above the value.</param>
    private sealed record Target(MessageModel Message, uint Number, bool MustFail, bool MustPass);

    private StoreCommand(WalkState state, SessionModel session, StoreStep step, List<MessageModel> messages, ImmutableHashSet<string> flags)
        : base(state, session)
    {
        this.step = step;
        this.flags = flags;
        Text = AddSet(Phrase.Of(step.Uid ? "UID STORE " : "STORE "), messages, step.Uid);
        if (step.Since != Since.None)
        {
            var (word, number) = Value(session, step.Since, messages);
            since = number;
            Text.Add(" (UNCHANGEDSINCE ").Add(word).Add(")");
        }

        Text.Add($" {(step.Sign == ' ' ? "" : step.Sign)}FLAGS{(step.Silent ? ".SILENT" : "")} ({string.Join(' ', flags.Order(StringComparer.Ordinal))})");
        targets = [.. messages.Select(m => new Target(m, session.NumberOf(m)!.Value, IsConditional && m.IsLive && MustFail(m), IsConditional && m.IsLive && MustPass(m)))];
    }

    public override Phrase Text { get; }

    public override bool Enables => IsConditional;

    private bool IsConditional => step.Since != Since.None;

    /// <summary>Null where the session sees none of the messages, or the mailbox keeps none of the flags.</summary>
    public static StoreCommand? Create(WalkState state, SessionModel session, StoreStep step)
    {
        var messages = Visible(session, step.Messages);
        var flags = CachedMessage.FlagSet(step.Flags.Where(session.Keeps));
        return messages.Count == 0 || (flags.IsEmpty && step.Sign != ' ') ? null : new StoreCommand(state, session, step, messages, flags);
    }

    protected override void Judge(Answer answer, StatusResponse tagged)
    {
        var modified = Modified(tagged);
        var changed = new List<(MessageModel Message, uint Number, bool IsReal, int Version)>();
        foreach (var (message, number, mustFail, mustPass) in targets.Where(t => t.Message.IsLive && !Session.IsReadOnly))
        {
            var before = message.Now.Certain;
            if (modified.Contains(message))
            {
                if (mustPass)
                    State.Break(
                        "7162-3.1.3-i", Session, Last(answer), $"MODIFIED names {Named(message, number)}, which has not changed since the value in UNCHANGEDSINCE",
                        new ProofLine(Phrase.Of("never OK [MODIFIED $_]"), "7162-3.1.3-i"),
                        new ProofLine(Phrase.Of("never NO [MODIFIED $_]"), "7162-3.1.3-i"));
                Suspect(message, before);
            }
            else if (tagged.Status != "OK")
            {
                message.Change(State.Step, Session.Place, Apply, perhaps: true, "STORE");
            }
            else if (mustFail)
            {
                Refuse(message, number, answer);
                Suspect(message, before);
            }
            else
            {
                message.Change(State.Step, Session.Place, Apply, perhaps: false, "STORE");
                changed.Add((message, number, before is not null && !before.SetEquals(Apply(before)), message.Latest));
            }
        }

        Reader.Read(Session, answer.Window.Entries);
        foreach (var (message, number, isReal, version) in changed)
        {
            Session.Raise(message, version);
            if (isReal && IsConditional && !IsValueTold(answer, number))
                State.Break(
                    "7162-3.1.3-c", Session, Last(answer), $"the conditional STORE changed {Named(message, number)}, and no FETCH tells its MODSEQ",
                    new ProofLine(Phrase.Of($"* {number} FETCH (MODSEQ ($_))"), "7162-3.1.3-c"));
        }
    }

    /// <summary>The model's own answer differs: the condition did not hold.</summary>
    private void Refuse(MessageModel message, uint number, Answer answer)
    {
        var expected = new Phrase();
        AddOne(expected.Add("OK [MODIFIED "), message, step.Uid).Add("] | NO [MODIFIED ");
        AddOne(expected, message, step.Uid).Add("]");
        var id = since == 0 ? "7162-3.1.3-k" : "7162-3.1.3-f";
        State.Break(
            id, Session, Last(answer), $"{Named(message, number)} has changed since the value in UNCHANGEDSINCE, and MODIFIED does not name it",
            new ProofLine(expected, id));
    }

    /// <summary>It must not have been done; if it was, that will show.</summary>
    private void Suspect(MessageModel message, ImmutableHashSet<string>? before)
    {
        if (before is not null && Apply(before) is var forbidden && !forbidden.SetEquals(before))
            message.Change(State.Step, Session.Place, Apply, perhaps: true, "STORE", forbidden);
    }

    private ImmutableHashSet<string> Apply(ImmutableHashSet<string> old) => step.Sign switch
    {
        '+' => old.Union(flags),
        '-' => old.Except(flags),
        _ => flags,
    };

    private HashSet<MessageModel> Modified(StatusResponse tagged)
    {
        if (tagged.Code is not { Name: "MODIFIED", Arguments: [var value] }
            || !SequenceSet.TryParse(value.ToText() ?? "", out var set, step.Uid ? Box.All[^1].Uid : (uint)Session.View.Count))
            return [];
        return [.. targets.Where(t => set.Contains(step.Uid ? t.Message.Uid : t.Number)).Select(t => t.Message)];
    }

    /// <summary>
    /// An absolute FLAGS speaks of every flag, so any newer value refuses it. With + and - a server may keep a value for each flag, or know what it last
    /// told this client (section 3.1.12): only a named flag that another session changed, and that this one was not told of, refuses it for certain.
    /// </summary>
    private bool MustFail(MessageModel message)
    {
        if (since == 0)
            return flags.Any(f => f.StartsWith('\\'));
        if (step.Sign == ' ' && message.Largest?.Value > since)
            return true;
        var floor = Session.FloorOf(message);
        for (var i = Math.Max(1, step.Sign == ' ' ? 1 : floor + 1); i < message.Versions.Count; i++)
        {
            var version = message.Versions[i];
            if (!version.IsReal || version.Session == Session.Place || Box.TrackedSince is not { } tracked || version.Step <= tracked || !Box.WasToldBefore(since, version.Step))
                continue;
            if (step.Sign == ' ' || flags.Any(f => Differs(message.Versions[i - 1], version, f) && Differs(message.Versions[floor], message.Now, f)))
                return true;
        }

        return false;
    }

    private static bool Differs(FlagVersion one, FlagVersion other, string flag) =>
        (one.Has(flag) && !other.MayHave(flag)) || (!one.MayHave(flag) && other.Has(flag));

    private bool MustPass(MessageModel message) =>
        step.Since == Since.Largest || (since > 0 && (message.Exact <= since || Box.Covers(since, message.Touches[^1])));

    private static bool IsValueTold(Answer answer, uint number) => answer.Responses.Any(r => FetchData.TryRead(r, out var fetch) && fetch.Number == number && fetch.ModSeq is not null)
        || answer.Responses.Any(r => r is DataResponse { Name: "EXPUNGE" or "VANISHED" });

    private string Named(MessageModel message, uint number) => step.Uid ? $"UID {message.Uid}" : $"message {number} (UID {message.Uid})";

    private static Entry? Last(Answer answer) => answer.Window.Entries is [.., var last] ? last : null;
}
