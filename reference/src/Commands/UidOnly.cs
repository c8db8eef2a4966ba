using Reference.Searching;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>What UIDONLY refuses once it is enabled (RFC 9586 section 3).</summary>
internal static class UidOnly
{
    /// <summary>The BAD response of a command that names messages by number.</summary>
    public static SyntaxException Refusal() =>
        new("message numbers are not allowed once UIDONLY is enabled; name messages by UID (RFC 9586 section 3)") { Code = "UIDREQUIRED" };

    /// <summary>Section 3.5: a search key that is a set of message numbers.</summary>
    /// <exception cref="SyntaxException">There is one.</exception>
    public static void RefuseNumbers(this Session session, SearchKey key)
    {
        if (session.UidOnly && key.UsesSequenceNumbers) throw Refusal();
    }

    /// <summary>Searches that would go on telling message numbers end.</summary>
    public static void EndNumberedUpdates(Session session)
    {
        if (session.Selected is not { } selected) return;
        foreach (var context in selected.Updates.Where(context => !context.ByUid).ToList())
        {
            selected.Updates.Remove(context);
            UpdateContext.Refuse(session, context.Tag, "UIDONLY ends the updates of message numbers");
        }
    }
}
