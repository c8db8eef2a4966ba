using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>Which commands make a client CONDSTORE-aware: the list of RFC 7162 section 3.1.</summary>
internal static class EnablingCommands
{
    private static readonly string[] Words = ["MODSEQ", "CONDSTORE", "QRESYNC", "CHANGEDSINCE"];

    /// <param name="text">All of the command, for those that cannot be read.</param>
    public static Enabling Judge(Command command, string text)
    {
        if (command.Name == "NOTIFY")
            return Enabling.Perhaps;
        if (!Words.Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)))
            return Enabling.No;
        if (!command.IsReadable)
            return Enabling.Perhaps;
        return command.Name switch
        {
            // QRESYNC is no word of the list: ENABLE must have come before it, and is what counts.
            "SELECT" or "EXAMINE" => When(command.HasModifier("CONDSTORE"), command.Arguments.Count < 2),
            "STATUS" => When(command.AsksFor("HIGHESTMODSEQ"), !text.Contains("MODSEQ)", StringComparison.OrdinalIgnoreCase)),
            "FETCH" => When(command.AsksFor("MODSEQ") || command.HasModifier("CHANGEDSINCE"), false),
            "STORE" => When(command.HasModifier("UNCHANGEDSINCE"), command.Arguments is not [_, ListValue, ..]),
            "SEARCH" => When(SearchProgram.Read(command.Arguments) is { IsUnderstood: true, HasModSeq: true }, false),
            "ENABLE" => Enabling.Yes,
            // A mailbox or a text may carry the word without meaning it.
            "APPEND" or "CREATE" or "DELETE" or "LOGIN" or "ID" or "COPY" or "MOVE" or "SUBSCRIBE" or "UNSUBSCRIBE" or "CAPABILITY" => Enabling.No,
            _ => Enabling.Perhaps,
        };
    }

    private static Enabling When(bool yes, bool surelyNot) => yes ? Enabling.Yes : surelyNot ? Enabling.No : Enabling.Perhaps;
}
