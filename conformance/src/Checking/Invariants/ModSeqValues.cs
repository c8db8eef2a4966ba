using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>A message's mod-sequence lies between 1 and 2^63-1 and never falls under one UIDVALIDITY (RFC 7162 section 3.1).</summary>
public sealed class ModSeqValues : Invariant
{
    private const string Range = "7162-3.1-a";
    private const string Rising = "7162-3.1-w";
    private readonly Dictionary<uint, ulong> settled = [];
    private readonly List<(uint Uid, ulong Value)> fresh = [];
    private Selection? selection;

    public override string Name => "modseq-values";

    public override void Received(Observation seen)
    {
        if (seen.Fetch is not { ModSeq: { } modSeq } fetch)
            return;
        if (modSeq.Number is not { } value || value is 0 or > ModSeqText.Max)
        {
            Broken(Range, Outcome.Fail, seen.Entry, $"MODSEQ {modSeq.Fault()}", "a number from 1 to 2^63-1");
            return;
        }

        if (modSeq.Fault() is { } fault)
            Broken(Range, Outcome.Warn, seen.Entry, $"MODSEQ {fault}", "a number without leading zeros");
        Held(Range);
        if (seen.Selection is { } now && seen.Objection is null && (fetch.Uid ?? seen.Message?.Uid) is { } uid)
            Compare(seen, now, uid, value);
    }

    public override void Completed(Command command, StatusResponse tagged, Observation seen)
    {
        if (seen.Commands.Count > 1)
            return;
        foreach (var (uid, value) in fresh)
            settled[uid] = Math.Max(value, settled.GetValueOrDefault(uid));
        fresh.Clear();
    }

    private void Compare(Observation seen, Selection now, uint uid, ulong value)
    {
        if (!ReferenceEquals(now, selection))
        {
            selection = now;
            settled.Clear();
            fresh.Clear();
        }

        // Certainly older is what this session was told before any command now in progress, and what any session was told before this one opened the mailbox.
        fresh.Add((uid, value));
        var opened = now.Command.Sent.Number;
        var own = settled.TryGetValue(uid, out var before) ? before : 0;
        var others = Examination.LastLoss > opened ? null : Examination.MemoryOf(View, now)?.ModSeqBefore(uid, opened, Examination.LastLoss);
        var measure = Math.Max(own, others?.Value ?? 0);
        if (measure == 0)
            return;
        if (value >= measure)
        {
            Held(Rising);
            return;
        }

        var where = own >= measure ? "in an earlier command of this session" : $"in session {others!.Value.Lane}, entry {others.Value.Entry}";
        Broken(
            Rising,
            Outcome.Fail,
            seen.Entry,
            $"the mod-sequence of UID {uid} fell: {measure} was told {where}, now {value}",
            $"{measure} or more");
    }
}
