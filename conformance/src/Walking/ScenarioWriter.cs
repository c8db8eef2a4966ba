using System.Globalization;
using System.Text;

namespace Conformance.Walking;

/// <summary>Writes a walk that failed as a scenario, up to where it failed, with the lines that judge it.</summary>
/// <param name="messages">In the mailbox at the beginning.</param>
internal sealed class ScenarioWriter(WalkState state, int messages)
{
    private const int IdColumn = 61;

    private static readonly (string Words, string Capability)[] Needs =
    [
        ("QRESYNC", "QRESYNC"), ("VANISHED", "QRESYNC"), ("ENABLE", "ENABLE"), ("UID EXPUNGE", "UIDPLUS"), ("APPENDUID", "UIDPLUS"), ("COPYUID", "UIDPLUS"),
        ("MOVE", "MOVE"), ("IDLE", "IDLE"), ("UNSELECT", "UNSELECT"), (">> <<", "MULTIAPPEND"),
    ];

    private readonly Dictionary<int, char> letters = [];
    private readonly Dictionary<(int Line, string Pattern), string> variables = [];
    private readonly Dictionary<int, List<string>> bindings = [];
    private readonly Dictionary<string, int> used = [];
    private HashSet<int> included = [];

    /// <summary>The scenario's text.</summary>
    /// <param name="prose">Why it is there.</param>
    public string Write(Breach breach, string prose)
    {
        var lines = Included(breach);
        included = [.. lines];
        var body = new List<(int Line, string Text)>();
        foreach (var at in lines)
            body.Add((at, Step(state.Log[at], at)));
        var (below, behind) = Proof(breach);

        var text = new StringBuilder();
        foreach (var (at, step) in body)
        {
            text.Append(step).Append('\n');
            foreach (var binding in bindings.GetValueOrDefault(at, []))
                text.Append("   ").Append(binding).Append('\n');
            var own = at == breach.Line ? below : [];
            foreach (var (expected, id) in own)
                text.Append(Right("   " + expected, id)).Append('\n');
            if (state.Log[at].Status != "OK" && !own.Exists(o => o.Text.StartsWith("OK", StringComparison.Ordinal)))
                text.Append("   ").Append(state.Log[at].Status).Append('\n');
        }

        foreach (var (step, id) in behind)
            text.Append(Right(step, id)).Append('\n');
        return $"{prose}\n\n{Headers(text.ToString())}\n{text}";
    }

    /// <summary>The lines that the failure needs: none of the check at the end, unless it shows there.</summary>
    private List<int> Included(Breach breach)
    {
        var watcher = state.Sessions.Count;
        var last = breach.Line ?? (breach.Entry is { } entry && breach.Proof.Count == 0
            ? state.Log.FindLastIndex(l => l.After < entry)
            : (state.End ?? state.Log.Count) - 1);
        var isWatched = breach.Lane == FinalCheck.Lane;
        return [.. Enumerable.Range(0, last + 1)
            .Where(i => breach is not { Instead: true } || i != breach.Line)
            .Where(i => i < (state.End ?? int.MaxValue) || (isWatched ? state.Log[i].Session == watcher : state.Log[i].Session != watcher))];
    }

    private (List<(string Text, string? Id)> Below, List<(string Text, string? Id)> Behind) Proof(Breach breach)
    {
        var below = new List<(string, string?)>();
        var behind = new List<(string, string?)>();
        foreach (var proof in breach.Proof)
        {
            var text = Text(proof.Text, breach.Line ?? state.Log.Count);
            if (proof.Session is not { } lane)
                below.Add((text, proof.Id));
            else
                behind.Add(($"{text} {Letter(state.Sessions.First(s => s.Lane == lane).Place)}", proof.Id));
        }

        return (below, behind);
    }

    private string Step(LogLine line, int at) => line.Kind switch
    {
        LineKind.Drop => $"drop {Letter(line.Session)}",
        LineKind.Reconnect => $"reconnect {Letter(line.Session)}",
        LineKind.Hook => $"hook {line.Text}",
        _ => $"{Letter(line.Session)}  {Text(line.Text, at)}",
    };

    private char Letter(int session)
    {
        if (!letters.TryGetValue(session, out var letter))
            letters[session] = letter = (char)('A' + letters.Count);
        return letter;
    }

    private string Text(Phrase phrase, int at) => string.Concat(phrase.Words.Select(w => w switch
    {
        TextWord text => text.Text,
        BoxWord box => "$" + box.Box.Variable,
        UidWord uid => Uid(uid, at),
        ValueWord value => Bound(state.Origins.Of(value, at, included), "m") ?? value.Value.ToString(CultureInfo.InvariantCulture),
        ValidityWord { Box.Variable: "mailbox" } => "$uidvalidity",
        ValidityWord validity => $"${validity.Box.Variable}.uidvalidity",
        LargestWord => "$maxmodseq",
        _ => "<<$message>>",
    }));

    private string Uid(UidWord word, int at) =>
        word.Box.Variable == "mailbox" && word.Box.Find(word.Uid) is { } message && message.Ordinal < messages
            ? string.Create(CultureInfo.InvariantCulture, $"$uid{message.Ordinal + 1}")
            : Bound(state.Origins.Of(word, at, included), "n") ?? word.Uid.ToString(CultureInfo.InvariantCulture);

    /// <summary>The variable that is bound where the number was told.</summary>
    private string? Bound((int Line, Func<string, string> Pattern)? origin, string letter)
    {
        if (origin is not { } place)
            return null;
        var key = (place.Line, place.Pattern("_"));
        if (!variables.TryGetValue(key, out var name))
        {
            used[letter] = used.GetValueOrDefault(letter) + 1;
            variables[key] = name = letter + used[letter].ToString(CultureInfo.InvariantCulture);
            if (!bindings.TryGetValue(place.Line, out var list))
                bindings[place.Line] = list = [];
            list.Add(place.Pattern(name));
        }

        return "$" + name;
    }

    private string Headers(string body)
    {
        var needs = new List<string> { "CONDSTORE" };
        needs.AddRange(Needs.Where(n => body.Contains(n.Words, StringComparison.Ordinal)).Select(n => n.Capability).Distinct());
        needs.AddRange(state.Log.Where((l, i) => l.Kind == LineKind.Hook && included.Contains(i)).Select(l => $"hook:{l.Text}").Distinct());
        var text = new StringBuilder()
            .Append("needs    ").AppendJoin(' ', needs).Append('\n')
            .Append(CultureInfo.InvariantCulture, $"mailbox  {messages} messages shifted\n");
        if (body.Contains("$other", StringComparison.Ordinal))
            text.Append("mailbox  other 0 messages\n");
        return text.ToString();
    }

    private static string Right(string text, string? id) => id is null ? text : text.PadRight(IdColumn - 2) + "  " + id;
}
