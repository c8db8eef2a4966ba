using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>Resolves the set of a command against what the client has been told.</summary>
internal static class Targets
{
    /// <summary>Message numbers that the set names, ascending, each once. "$" is the saved result in both number spaces (RFC 5182 section
    /// 2.1).</summary>
    /// <exception cref="SyntaxException">A message number beyond the mailbox.</exception>
    public static NumberRanges Resolve(this Session session, SequenceSet set, bool uids)
    {
        var view = session.Selected!.View;
        return uids || set.IsSavedResult ? view.NumbersOfUids(session.ResolveUids(set)) : view.Numbers(set);
    }

    /// <summary>Ranges of UIDs, ascending.</summary>
    public static IReadOnlyList<SequenceRange> ResolveUids(this Session session, SequenceSet set) =>
        set.IsSavedResult
            ? [.. session.SavedResult.Order().Select(uid => new SequenceRange(uid, uid))]
            : set.Resolve(session.Selected!.View.LargestUid);
}
