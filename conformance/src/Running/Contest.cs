using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>What races and counters say to the server alike.</summary>
internal static class Contest
{
    public static Task<Answer> OkAsync(Session session, string text, CancellationToken cancel) => OkAsync(session, Dialogue.Parts(text), cancel);

    /// <summary>A command that has to succeed for the contest to go on.</summary>
    /// <exception cref="ContestBlockedException">It did not.</exception>
    public static async Task<Answer> OkAsync(Session session, IReadOnlyList<OutgoingPart> parts, CancellationToken cancel)
    {
        var answer = await session.CommandAsync(parts, cancel);
        return answer.Window.Tagged is { Status: "OK" } ? answer : throw Blocked(session, answer);
    }

    public static ContestBlockedException Blocked(Session session, Answer answer)
    {
        var why = answer.Window.Tagged is { } tagged ? Doorway.Describe(tagged)
            : answer.Bye is { } bye ? Doorway.Describe(bye)
            : answer.Fault?.Message;
        return new ContestBlockedException($"the race could not go on: {session.Lane} was answered {why}", session.Lane, answer.LastEntry);
    }

    /// <summary>The transcript entry of the command that was answered.</summary>
    public static int? SentAt(Transcript transcript, Answer answer) => answer.Window.Tag is { } tag ? transcript.NumberOf(tag) : null;
}

/// <summary>The time of a contest in a thorough run: half of what the case has, so that there is an end to it where the server is slow.</summary>
internal sealed class ContestTime(RunEnvironment environment)
{
    private readonly long began = environment.Clock.GetTimestamp();

    public bool IsLeft => environment.Clock.GetElapsedTime(began) < environment.Options.CaseTimeout / 2;
}

/// <summary>A contest cannot go on, through no fault of what it is about.</summary>
internal sealed class ContestBlockedException(string message, string lane, int? entry) : Exception(message)
{
    public string Lane { get; } = lane;

    public int? Entry { get; } = entry;
}
