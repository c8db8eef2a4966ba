using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>One command as parsed: immutable, in the order of its ABNF rule, knowing no octets.</summary>
public abstract record Command
{
    /// <summary>True when this instance may not tell expunges although its row allows it: UID SEARCH with message numbers
    /// (RFC 7162 section 3.2.10.2).</summary>
    public virtual bool WithholdsExpunges => false;

    /// <summary>Does the command and writes its untagged responses; the caller writes what changed besides, and the tagged
    /// response.</summary>
    /// <exception cref="SyntaxException">The arguments are wrong in a way that only the session can tell: tagged BAD.</exception>
    public abstract ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation);
}

/// <summary>A row of the command table.</summary>
/// <param name="Name">Upper case; "UID FETCH" is a name of its own.</param>
/// <param name="States">Where the command is allowed.</param>
/// <param name="TellsExpunges">Whether EXPUNGE or VANISHED may be told while the command is in progress (RFC 3501 section 7.4.1).</param>
/// <param name="Parse">Reads the arguments from the SP after the name to the end of the command.</param>
/// <param name="Needs">The capability without which there is no such command, or null. With "=" at the end any of that family will do.</param>
/// <param name="UsesNumbers">The command is about message numbers, so there is none of it under UIDONLY (RFC 9586 section 3.2).</param>
public sealed record CommandRow(
    string Name, SessionStates States, bool TellsExpunges, Func<CommandScanner, Command> Parse, string? Needs = null,
    bool UsesNumbers = false);

/// <summary>The tagged response.</summary>
/// <param name="Condition">OK, NO or BAD.</param>
/// <param name="Code">resp-text-code without brackets, or null.</param>
/// <param name="Text">Text for people, never empty (RFC 3501, rule resp-text).</param>
/// <param name="TellsHighestModSeq">The code is HIGHESTMODSEQ, with the value that holds once all changes are told.</param>
public readonly record struct Completion(string Condition, string? Code, string Text, bool TellsHighestModSeq = false)
{
    public static Completion Ok(string text, string? code = null) => new("OK", code, text);

    public static Completion No(string text, string? code = null) => new("NO", code, text);

    public static Completion Bad(string text, string? code = null) => new("BAD", code, text);
}
