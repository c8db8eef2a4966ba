using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>
/// No EXPUNGE and no VANISHED while FETCH, STORE or SEARCH is answered, nor UID SEARCH with message numbers, nor while no command is in progress
/// (RFC 7162 section 3.2.10.2, RFC 3501 section 7.4.1). With commands in a pipeline it is judged only if none of them may carry one.
/// </summary>
public sealed class RemovalTiming : Invariant
{
    private const string Expunge = "3501-7.4.1-a";
    private readonly List<(string Requirement, int Sent, int Answered)> quiet = [];
    private int idleSince;

    public override string Name => "removal-timing";

    public override void Sent(Command command)
    {
        // From the last answer to here nothing was in progress.
        if (idleSince > 0 && View.InProgress.All(c => ReferenceEquals(c.Sent, command.Sent)))
            quiet.Add(("7162-3.2.10.2-c", idleSince, command.Sent.Number));
        idleSince = 0;
    }

    public override void Completed(Command command, StatusResponse tagged, Observation seen)
    {
        if (seen.Commands.Count == 1)
        {
            idleSince = seen.Entry.Number;
            if (Forbidding(command) is { } requirement && tagged.Status == "OK")
                quiet.Add((requirement, command.Sent.Number, seen.Entry.Number));
        }

        if (command.Is("SELECT", "EXAMINE", "CLOSE", "UNSELECT"))
            quiet.Clear();
    }

    public override void Received(Observation seen)
    {
        if (!seen.IsRemoval || seen.Selection is null || View.Notify || seen.Commands.Any(c => c.IsRaw))
            return;
        var kind = seen.IsExpunge ? "EXPUNGE" : "VANISHED";
        var complete = seen.Commands.Where(c => c.IsComplete).ToList();
        if (complete.Count == 0)
        {
            Broken(
                seen.IsExpunge ? Expunge : "7162-3.2.10.2-c",
                Outcome.Fail,
                seen.Entry,
                seen.Commands.Count == 0
                    ? $"{kind} came while no command was in progress"
                    : $"{kind} came while {seen.Commands[0].Tag} was not completely sent, so no command was in progress",
                $"no {kind} until a command is in progress");
            return;
        }

        var rules = complete.Select(Forbidding).ToList();
        if (rules.All(r => r is not null))
        {
            Broken(
                seen.IsExpunge ? Expunge : rules[0]!,
                Outcome.Fail,
                seen.Entry,
                $"{kind} came while {string.Join(" and ", complete.Select(c => c.Title).Distinct())} was answered",
                $"{kind} only in answer to a command that allows it, NOOP for instance");
            return;
        }

        Hold(seen);
    }

    /// <summary>
    /// The rule was exercised where another session had already been told of this removal before the command in question, and this session only is told now.
    /// </summary>
    private void Hold(Observation seen)
    {
        if (Examination.MemoryOf(View, seen.Selection) is not { } memory)
            return;
        var since = seen.Vanished is { } vanished
            ? vanished.Uids.Ranges.Select(r => memory.GoneSince(r.First)).FirstOrDefault(e => e is not null)
            : seen.Message?.Uid is { } uid ? memory.GoneSince(uid) : null;
        if (since is not { } told)
            return;
        foreach (var (requirement, from, to) in quiet)
        {
            if (requirement == "7162-3.2.10.2-c" ? to > told : from > told)
                Held(seen.IsExpunge ? Expunge : requirement);
        }
    }

    private static string? Forbidding(Command command)
    {
        if (!command.IsReadable)
            return null;
        return command switch
        {
            { Name: "FETCH", IsUid: false } => "7162-3.2.10.2-d",
            { Name: "STORE", IsUid: false } => "7162-3.2.10.2-e",
            { Name: "SEARCH", IsUid: false } => "7162-3.2.10.2-f",
            { Name: "SEARCH", IsUid: true } when SearchProgram.Read(command.Arguments) is { IsUnderstood: true, HasNumbers: true } => "7162-3.2.10.2-h",
            _ => null,
        };
    }
}
