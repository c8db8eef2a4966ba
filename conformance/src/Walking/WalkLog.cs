namespace Conformance.Walking;

internal enum LineKind
{
    Command,
    Begin,
    Continue,
    Drop,
    Reconnect,
    Hook,
}

/// <summary>A line of the scenario that a walk amounts to.</summary>
/// <param name="session">Its place; -1 for a hook.</param>
internal sealed class LogLine(int session, LineKind kind, Phrase text)
{
    public int Session => session;

    public LineKind Kind => kind;

    public Phrase Text => text;

    /// <summary>The last entry of the transcript before it.</summary>
    public required int After { get; init; }

    /// <summary>How the command was answered: OK, NO or BAD.</summary>
    public string Status { get; set; } = "OK";
}

/// <summary>A line of a scenario that shows a break: below a step, or behind all of them.</summary>
/// <param name="Session">At whose command it stands; null: it is an expectation below the step.</param>
/// <param name="Id">The requirement at its right, if it judges.</param>
internal sealed record ProofLine(Phrase Text, string? Id = null, string? Session = null);

/// <summary>A requirement that was broken in a walk.</summary>
/// <param name="Lane">The session.</param>
/// <param name="Entry">The transcript's entry.</param>
/// <param name="Line">The line of the log that shows it; null: the end.</param>
/// <param name="Proof">The lines that show it in a scenario: expectations below that line, or steps behind it.</param>
/// <param name="Instead">The proof's steps take the place of the line.</param>
internal sealed record Breach(
    string Id, string Message, string Lane, int? Entry, int? Line, IReadOnlyList<ProofLine> Proof, string? Expected = null, bool Instead = false);

/// <summary>Where the walk's numbers were told first: what binds the variables of a scenario.</summary>
internal sealed class Origins
{
    private readonly Dictionary<(MailboxModel, ulong), List<(int Line, Func<string, string> Pattern)>> values = [];
    private readonly Dictionary<(MailboxModel, uint), List<(int Line, Func<string, string> Pattern)>> uids = [];

    /// <summary>A mod-sequence was told.</summary>
    /// <param name="line">Below which line of the log.</param>
    /// <param name="pattern">The expectation that binds a variable of the name it is given.</param>
    public void Value(MailboxModel box, ulong value, int line, Func<string, string> pattern) => Add(values, (box, value), line, pattern);

    /// <summary>A UID was told.</summary>
    public void Uid(MailboxModel box, uint uid, int line, Func<string, string> pattern) => Add(uids, (box, uid), line, pattern);

    /// <summary>The last place before a line; null if there is none.</summary>
    /// <param name="among">The lines that count.</param>
    public (int Line, Func<string, string> Pattern)? Of(ValueWord word, int before, IReadOnlySet<int> among) => Last(values, (word.Box, word.Value), before, among);

    /// <inheritdoc cref="Of(ValueWord, int, IReadOnlySet{int})"/>
    public (int Line, Func<string, string> Pattern)? Of(UidWord word, int before, IReadOnlySet<int> among) => Last(uids, (word.Box, word.Uid), before, among);

    private static void Add<T>(Dictionary<T, List<(int, Func<string, string>)>> to, T key, int line, Func<string, string> pattern)
        where T : notnull
    {
        if (!to.TryGetValue(key, out var list))
            to[key] = list = [];
        list.Add((line, pattern));
    }

    private static (int, Func<string, string>)? Last<T>(
        Dictionary<T, List<(int Line, Func<string, string> Pattern)>> from, T key, int before, IReadOnlySet<int> among)
        where T : notnull => from.TryGetValue(key, out var list) && list.FindLastIndex(o => o.Line < before && among.Contains(o.Line)) is >= 0 and var at ? list[at] : null;
}
