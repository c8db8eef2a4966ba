using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>One STORE at work: the decision inside the mailbox's gate, and what the client is told of it.</summary>
internal sealed class StoreRun
{
    private readonly StoreCommand _command;
    private readonly List<(int Number, Message Known)> _targets;
    private readonly ulong _toldUpTo;
    private readonly FlagHistory _history;
    private readonly HashSet<uint> _stored = [];
    private readonly HashSet<uint> _modified = [];

    public StoreRun(StoreCommand command, NumberRanges numbers, SelectedMailbox selected)
    {
        _command = command;
        var view = selected.View;
        _history = FlagHistory.Of(selected.Mailbox);
        _targets = [.. numbers.Select(number => (number, view[number]))];
        _toldUpTo = view.State.HighestModSeq;
    }

    /// <summary>A target was expunged by somebody else.</summary>
    public bool AnyGone { get; private set; }

    /// <summary>Pure but for the record of its own outcome, which it starts anew, and the notes for later tests.</summary>
    public Decision Decide(MailboxState state)
    {
        _stored.Clear();
        _modified.Clear();
        AnyGone = false;
        var changes = new List<Change>();
        foreach (var (_, known) in _targets)
        {
            var index = state.IndexOf(known.Uid);
            if (index < 0)
            {
                AnyGone = true;
                continue;
            }
            var now = state[index];
            if (!_command.Passes(known, now, _toldUpTo, _history))
            {
                _modified.Add(now.Uid);
                continue;
            }
            _stored.Add(now.Uid);
            var (flags, keywords) = _command.Apply(now.Flags, now.Keywords);
            if (flags == now.Flags && keywords.Equals(now.Keywords)) continue;
            _history.Note(state, now, flags, keywords);
            changes.Add(new FlagsChange(now.Uid, flags, keywords));
        }
        return changes.Count == 0 ? Decision.Nothing : new Decision(changes);
    }

    /// <summary>Tells the session's own difference, then what must be answered although nothing changed.</summary>
    public void Tell(Session session, SelectedMailbox selected)
    {
        var view = selected.View;
        var told = view.Sync(selected.Mailbox.State, mayTellExpunges: false);
        session.Write(selected, told, change => IsAnsweredSilently(session, selected, change));

        foreach (var (_, known) in _targets)
        {
            if (told.Tells(known.Uid) || view.IsGhost(known.Uid)) continue;
            // Nothing new to tell: a loud STORE answers all the same, a conditional one always tells the mod-sequence (RFC 7162 section
            // 3.1.3), and a client whose condition failed is spared the question why.
            var failed = _modified.Contains(known.Uid);
            if (_command.Silent && _command.UnchangedSince is null) continue;
            var number = view.NumberOf(known.Uid);
            session.WriteFetch(selected, number, view[number], withFlags: failed || !_command.Silent, withUid: _command.ByUid);
        }
    }

    /// <summary>MODIFIED with UIDs or message numbers as the command had them, or null.</summary>
    public string? ModifiedCode()
    {
        if (_modified.Count == 0) return null;
        var failed = _targets.Where(target => _modified.Contains(target.Known.Uid))
            .Select(target => _command.ByUid ? target.Known.Uid : (uint)target.Number)
            .Select(number => new SequenceRange(number, number));
        return $"MODIFIED {new SequenceSet(new SequenceSet(failed).Resolve(0))}";
    }

    /// <summary>A silent store leaves FLAGS out where the client can work out the flags itself, and tells the mod-sequence to whom it
    /// concerns.</summary>
    private bool IsAnsweredSilently(Session session, SelectedMailbox selected, ToldChange change)
    {
        if (!_stored.Contains(change.Now.Uid)) return false;
        var (flags, keywords) = _command.Apply(change.Before.Flags, change.Before.Keywords);
        var foreseen = flags == change.Now.Flags && keywords.Equals(change.Now.Keywords);
        var withFlags = !_command.Silent || !foreseen;
        if (withFlags || session.TellsModSeqs) session.WriteFetch(selected, change.Number, change.Now, withFlags, withUid: _command.ByUid);
        return true;
    }
}
