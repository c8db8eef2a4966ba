using System.Text;
using Reference.Searching;
using Reference.Sessions;
using Reference.Store;

namespace Reference.Commands;

/// <summary>A search with UPDATE: keeps its result, and tells each difference by ADDTO and REMOVEFROM (RFC 5267 section 4.3).</summary>
/// <remarks>Only messages that changed or arrived are looked at again, unless the search itself moves with time. Those of a sorted search
/// are told with the place where they stood or come to stand; the others with place 0, in mailbox order.</remarks>
internal sealed class UpdateContext : ISearchUpdates
{
    private readonly Session _session;
    private readonly SelectedMailbox _selected;
    private readonly SearchKey _key;
    private readonly SortOrder? _order;
    private readonly Dictionary<uint, SortValues?> _results = [];
    private readonly List<SortValues> _sorted = [];
    private uint _uidNext;

    /// <param name="session">Where the search was made, and its tag.</param>
    /// <param name="byUid">Whether results are told as UIDs.</param>
    /// <param name="lasting">From <see cref="Lasting"/>.</param>
    /// <param name="order">Null for mailbox order.</param>
    /// <param name="found">The first result, in that order.</param>
    public UpdateContext(Session session, bool byUid, SearchKey lasting, SortOrder? order, List<Found> found)
    {
        _session = session;
        _selected = session.Selected!;
        Tag = session.Tag;
        ByUid = byUid;
        _key = lasting;
        _order = order;
        _uidNext = _selected.View.State.UidNext;
        foreach (var one in found)
        {
            _results[one.Uid] = one.Sorted;
            if (one.Sorted is { } sorted) _sorted.Add(sorted);
        }
    }

    public string Tag { get; }

    public bool ByUid { get; }

    /// <summary>What is to be told of messages that are new to the mailbox and in the result.</summary>
    public IReadOnlyList<FetchItem> NewItems { get; init; } = [];

    public bool Contains(uint uid) => _results.ContainsKey(uid);

    /// <summary>The search as it is asked later on: message numbers and "$" mean the messages that they mean now.</summary>
    public static SearchKey Lasting(Session session, SearchKey key, CancellationToken cancellation) =>
        key.Replaced(one => one is SequenceSetKey or SavedResultKey
            ? new MessagesKey(Found.Matches(session, one, cancellation).Select(message => message.Uid).ToHashSet())
            : null);

    /// <summary>Tells that a search is not updated, or no longer (section 4.3.1).</summary>
    public static void Refuse(Session session, string tag, string why) =>
        session.Output.Raw("* NO [NOUPDATE "u8).String(Encoding.ASCII.GetBytes(tag)).Raw("] "u8).Text(why).CrLf();

    public void TellGone(Told told)
    {
        var gone = told.Expunged.Where(expunged => _results.ContainsKey(expunged.Uid))
            .Select(expunged => ((uint)expunged.Number, expunged.Uid))
            .ToList();
        // Not yet told as expunged, but a new search would not find them.
        foreach (var ghost in _selected.View.Ghosts)
        {
            if (_results.ContainsKey(ghost.Uid)) gone.Add(((uint)_selected.View.NumberOf(ghost.Uid), ghost.Uid));
        }
        Write(gone, []);
    }

    public void TellChanged(Told told)
    {
        var context = new SearchContext(_session, _selected, CancellationToken.None);
        var (removed, added) = (new List<(uint, uint)>(), new List<(uint, uint)>());
        foreach (var (number, message) in Candidates(told))
        {
            context.Move(number, message);
            var matches = _key.Matches(context);
            if (matches == _results.ContainsKey(message.Uid)) continue;
            (matches ? added : removed).Add(((uint)number, message.Uid));
            if (matches) _results[message.Uid] = _order?.Of(context);
        }
        _uidNext = _selected.View.State.UidNext;
        Write(removed, added);
    }

    private IEnumerable<(int Number, Message Message)> Candidates(Told told)
    {
        var view = _selected.View;
        if (_key.MovesWithTime) return view.Live();
        var changed = told.Changes.Where(change => change.Now.Uid < _uidNext).Select(change => change.Now.Uid);
        var state = view.State;
        var arrived = Enumerable.Range(state.LowerBound(_uidNext), state.Count - state.LowerBound(_uidNext)).Select(index => state[index].Uid);
        return changed.Distinct().Concat(arrived)
            .Where(uid => !view.IsGhost(uid) && view.NumberOf(uid) > 0)
            .Select(uid => (view.NumberOf(uid), view[view.NumberOf(uid)]))
            .OrderBy(pair => pair.Item1);
    }

    /// <summary>One ESEARCH with REMOVEFROM and ADDTO in the order in which the client does them.</summary>
    private void Write(List<(uint Number, uint Uid)> removed, List<(uint Number, uint Uid)> added)
    {
        if (removed.Count == 0 && added.Count == 0) return;
        var output = _session.Output;
        output.Raw("* ESEARCH (TAG "u8).String(Encoding.ASCII.GetBytes(Tag)).Raw(")"u8);
        if (ByUid) output.Raw(" UID"u8);
        if (removed.Count > 0)
        {
            output.Raw(" REMOVEFROM ("u8);
            var places = new PlacedSets(output);
            foreach (var one in Ordered(removed)) places.Add(Remove(one.Uid), Shown(one), moves: false);
            places.Complete();
        }
        if (added.Count > 0)
        {
            output.Raw(" ADDTO ("u8);
            var places = new PlacedSets(output);
            foreach (var one in Ordered(added)) places.Add(Insert(one.Uid), Shown(one), moves: true);
            places.Complete();
        }
        output.CrLf();
    }

    private IEnumerable<(uint Number, uint Uid)> Ordered(List<(uint Number, uint Uid)> messages) =>
        _order is null ? messages.OrderBy(one => one.Uid) : messages.OrderBy(one => _results[one.Uid], _order!);

    private uint Shown((uint Number, uint Uid) one) => ByUid ? one.Uid : one.Number;

    /// <returns>The place, from 1, where the message stood; 0 in mailbox order.</returns>
    private int Remove(uint uid)
    {
        _results.Remove(uid, out var sorted);
        if (sorted is null) return 0;
        var place = _sorted.BinarySearch(sorted, _order);
        _sorted.RemoveAt(place);
        return place + 1;
    }

    private int Insert(uint uid)
    {
        if (_results[uid] is not { } sorted) return 0;
        var place = ~_sorted.BinarySearch(sorted, _order);
        _sorted.Insert(place, sorted);
        return place + 1;
    }
}

/// <summary>Certain messages, whatever becomes of them.</summary>
internal sealed record MessagesKey(IReadOnlySet<uint> Uids) : SearchKey
{
    internal override bool? Evaluate(ISearchContext context, Mime.ParsedMessage? content) => Uids.Contains(context.Uid);
}
