using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>All invariants, and their examination of a transcript.</summary>
public static class Invariants
{
    /// <summary>One new instance of each.</summary>
    internal static IEnumerable<Invariant> All() =>
    [
        new WellFormed(),
        new TaggedAnswers(),
        new MessageNumbers(),
        new UidOrder(),
        new RemovalTiming(),
        new RemovalForm(),
        new VanishedContent(),
        new VanishedEarlier(),
        new ModSeqPresence(),
        new ModSeqValues(),
        new HighestModSeqKept(),
        new HighestModSeqAtSelect(),
        new FirstEnabling(),
        new ClosedBoundary(),
        new CloseTellsNothing(),
        new EnableAnswers(),
        new StatusZero(),
        new SearchSuffix(),
        new StandardFlags(),
    ];

    /// <summary>Requirements that no scenario has to name, because every dialogue asks for them.</summary>
    public static IReadOnlySet<string> AskedAlways { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "3501-5.2-a", "3501-7.4.1-b", "3501-9-a", "7162-3.1-w", "7162-3.1.2.1-d", "7162-7-f", "7162-7-g",
    };

    /// <summary>Holds a transcript against all invariants.</summary>
    /// <returns>For each requirement that was exercised and held a Pass, and for each break a finding with the entry. Never a precondition.</returns>
    public static IReadOnlyList<Finding> Examine(Transcript transcript, InvariantContext context) => Examine(transcript.Entries, context);

    /// <summary>The same for entries.</summary>
    public static IReadOnlyList<Finding> Examine(IReadOnlyList<Entry> entries, InvariantContext context)
    {
        var examination = new Examination(context);
        var watched = new Dictionary<(string, int), (SessionView View, Invariant[] Invariants)>();
        foreach (var entry in entries)
        {
            if (entry.Kind == EntryKind.Note)
            {
                Note(entry, examination, watched.Values.Select(w => w.View));
                continue;
            }

            if (!watched.TryGetValue((entry.Lane, entry.Connection), out var watch))
            {
                var view = new SessionView(entry.Lane, entry.Connection);
                watch = (view, [.. All().Select(i => i.Watch(view, examination))]);
                watched[(entry.Lane, entry.Connection)] = watch;
                if (entry.Kind != EntryKind.Connected)
                    view.Resume();
            }

            if (entry.Kind == EntryKind.Sent)
                Send(entry, watch.View, watch.Invariants, examination);
            else if (entry is { Kind: EntryKind.Received, Response: { } response })
                Receive(entry, response, watch.View, watch.Invariants, examination);
        }

        foreach (var invariant in watched.Values.SelectMany(w => w.Invariants))
            invariant.Ended();
        return examination.Findings();
    }

    private static void Note(Entry entry, Examination examination, IEnumerable<SessionView> views)
    {
        if (entry.Text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not ["hook", var name, ..])
            return;
        examination.Hooks.Add((name, entry.Number));
        if (name == "deliver")
            return;
        foreach (var view in views)
            view.IsDisturbed = true;
    }

    private static void Send(Entry entry, SessionView view, Invariant[] invariants, Examination examination)
    {
        foreach (var command in view.Send(entry))
        {
            examination.Note(command);
            foreach (var invariant in invariants)
                invariant.Sent(command);
            view.Begin(command);
        }
    }

    private static void Receive(Entry entry, Response response, SessionView view, Invariant[] invariants, Examination examination)
    {
        var seen = view.Receive(entry, response);
        foreach (var invariant in invariants)
            invariant.Received(seen);
        examination.Learn(view, seen);
        if (response is not StatusResponse { IsTagged: true } tagged || view.Find(tagged) is not { } command)
            return;
        foreach (var invariant in invariants)
            invariant.Completed(command, tagged, seen);
        view.Complete(command, tagged);
    }
}
