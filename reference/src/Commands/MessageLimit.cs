using System.Globalization;
using Reference.Sessions;

namespace Reference.Commands;

/// <summary>MESSAGELIMIT (RFC 9738): a command works on so many messages and no more, those with the highest UIDs, and says where it stopped.</summary>
internal static class MessageLimit
{
    /// <summary>resp-text-code of section 5 for this session's limit.</summary>
    /// <param name="session">A session with a limit.</param>
    /// <param name="lowest">The lowest UID that was worked on, or null where it is not known.</param>
    public static string Code(this Session session, uint? lowest) =>
        string.Create(CultureInfo.InvariantCulture, $"MESSAGELIMIT {session.Offer.MessageLimit}{(lowest is { } uid ? $" {uid}" : "")}");

    /// <summary>Whether so many messages are more than the limit allows.</summary>
    public static bool Exceeds(this Session session, int count) => session.Offer.MessageLimit is { } limit && count > limit;

    /// <summary>The messages to work on: all of them, or as many of the last ones as the limit allows.</summary>
    /// <param name="session">The session.</param>
    /// <param name="numbers">Message numbers of the view.</param>
    /// <param name="code">What to answer, or null where the limit is not exceeded.</param>
    public static NumberRanges Limit(this Session session, NumberRanges numbers, out string? code)
    {
        code = null;
        if (session.Offer.MessageLimit is not { } limit) return numbers;
        var count = numbers.Count;
        if (count <= limit) return numbers;
        var kept = numbers.Slice((count - limit, count));
        code = session.Code(session.Selected!.View[kept.First()].Uid);
        return kept;
    }

    /// <summary>The last of some items, in their order, as many as the limit allows.</summary>
    public static List<T> Limit<T>(this Session session, List<T> ascending, Func<T, uint> uid, out string? code)
    {
        code = null;
        if (session.Offer.MessageLimit is not { } limit || ascending.Count <= limit) return ascending;
        var kept = ascending[^limit..];
        code = session.Code(uid(kept[0]));
        return kept;
    }

    /// <summary>The answer with the code in it, or with the code told ahead of it where it has one of its own (section 3.1: an untagged NO).</summary>
    public static Completion With(this Session session, Completion completion, string? code)
    {
        if (code is null) return completion;
        if (completion.Code is null && !completion.TellsHighestModSeq) return completion with { Code = code };
        session.Output.Text($"* NO [{code}] Only the last messages were worked on\r\n");
        return completion;
    }
}
