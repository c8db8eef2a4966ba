using Reference.Searching;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>THREAD and UID THREAD (RFC 5256). The answer never has a mod-sequence (RFC 7162 section 3.1.9).</summary>
/// <param name="ByUid">UID THREAD.</param>
/// <param name="Algorithm">In upper case; it may be one that is not known.</param>
/// <param name="KnownCharset">False when the charset is not one of US-ASCII and UTF-8.</param>
/// <param name="Key">All keys together.</param>
public sealed record ThreadCommand(bool ByUid, string Algorithm, bool KnownCharset, SearchKey Key) : Command
{
    public static CommandRow Row { get; } = Make(byUid: false);

    public static CommandRow UidRow { get; } = Make(byUid: true);

    public override bool WithholdsExpunges => Key.UsesSequenceNumbers;

    private static CommandRow Make(bool byUid) => new(
        byUid ? "UID THREAD" : "THREAD", SessionStates.Selected, TellsExpunges: byUid, scanner => SearchArguments.ParseThread(scanner, byUid),
        Needs: "THREAD=", UsesNumbers: !byUid);

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        if (!KnownCharset) return new(SearchRun.UnknownCharset);
        if (!session.Offer.Has("THREAD=" + Algorithm)) return new(Completion.No($"no thread algorithm {Algorithm} here"));
        session.RefuseNumbers(Key);
        session.Tell(mayTellExpunges: false);
        if (Key.UsesModSeq) session.UseModSeqs();

        // RFC 9738 section 3.3: threads are those of the whole mailbox.
        if (session.Exceeds(session.Selected!.View.Count)) return new(Completion.No("Too many messages in the mailbox to thread them", session.Code(lowest: null)));
        var members = Found.Matches(session, Key, cancellation)
            .Select(message => ThreadMember.Of(message, ByUid ? message.Uid : (uint)message.SequenceNumber))
            .ToList();
        session.Output.Raw("* THREAD"u8);
        if (members.Count > 0) Write(session.Output, Algorithm == "REFERENCES" ? Threads.ByReferences(members) : Threads.ByOrderedSubject(members));
        session.Output.CrLf();
        return new(Completion.Ok($"{(ByUid ? "UID " : "")}THREAD completed"));
    }

    /// <summary>SP 1*thread-list; thread-list = "(" (thread-members / thread-nested) ")". Without recursion: nobody bounds a thread's
    /// depth.</summary>
    private static void Write(ResponseWriter output, List<ThreadNode> threads)
    {
        output.Raw(" "u8);
        // Null closes a list.
        var left = new Stack<ThreadNode?>(threads.AsEnumerable().Reverse());
        while (left.TryPop(out var thread))
        {
            if (thread is null)
            {
                output.Raw(")"u8);
                continue;
            }
            output.Raw("("u8);
            left.Push(null);
            var first = true;
            for (var node = thread; node is not null; node = node.Children.Count == 1 ? node.Children[0] : null)
            {
                if (node.Member is { } member)
                {
                    if (!first) output.Raw(" "u8);
                    output.Number(member.Shown);
                    first = false;
                }
                if (node.Children.Count < 2) continue;
                if (!first) output.Raw(" "u8);
                for (var i = node.Children.Count - 1; i >= 0; i--) left.Push(node.Children[i]);
            }
        }
    }
}
