using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>Each command gets one tagged answer with its own tag, and nothing else gets one (RFC 3501 section 2.2.1).</summary>
public sealed class TaggedAnswers : Invariant
{
    private const string OneAnswer = "3501-2.2.1-a";
    private readonly HashSet<string> answered = [];

    public override string Name => "tagged-answers";

    public override void Received(Observation seen)
    {
        if (seen.Response is not StatusResponse { IsTagged: true } tagged || View.SentRaw || View.Find(tagged) is not null)
            return;
        Broken(
            OneAnswer,
            Outcome.Fail,
            seen.Entry,
            answered.Contains(tagged.Tag) ? $"{tagged.Tag} was answered a second time" : $"no command with tag {tagged.Tag} is in progress",
            "one tagged answer to each command, with the command's tag");
    }

    public override void Completed(Command command, StatusResponse tagged, Observation seen)
    {
        answered.Add(tagged.Tag);
        if (!View.SentRaw)
            Held(OneAnswer);
    }
}
