using System.Collections.Immutable;
using Conformance.Wire;

namespace Conformance.Checking.Convergence;

/// <summary>What a client has of a mailbox when it could be cut off: the base of its next resynchronisation (RFC 7162 section 6).</summary>
/// <param name="Mailbox">Its name; INBOX in upper case.</param>
/// <param name="HighestModSeq">The client's HIGHESTMODSEQ: what it will ask from.</param>
/// <param name="Messages">The messages that the client knows by UID; those of which it was only told the number are not among them.</param>
public sealed record Checkpoint(string Mailbox, uint UidValidity, ulong HighestModSeq, ImmutableDictionary<uint, CachedMessage> Messages)
{
    /// <summary>Brings the cache up to date with an answer: of SELECT (QRESYNC …), or of UID FETCH … (CHANGEDSINCE … [VANISHED]).</summary>
    /// <param name="answer">The entries received for it.</param>
    public Resynchronised Apply(IEnumerable<Entry> answer)
    {
        var messages = Messages;
        var dropped = ImmutableHashSet<uint>.Empty;
        var invalid = false;
        foreach (var response in answer.Select(e => e.Response).OfType<Response>())
        {
            if (FetchData.TryRead(response, out var fetch) && fetch.Uid is { } uid)
                messages = messages.SetItem(uid, messages.GetValueOrDefault(uid, CachedMessage.Bare).With(fetch));
            else if (VanishedData.TryRead(response, out var vanished))
            {
                var gone = messages.Keys.Where(vanished.Uids.Contains).ToList();
                messages = messages.RemoveRange(gone);
                dropped = dropped.Union(gone);
            }
            else if (response is StatusResponse { IsTagged: false, Code: { } code })
            {
                invalid |= code.Name == "NOMODSEQ" || (code is { Name: "UIDVALIDITY", Arguments: [var value] } && value.ToNumber() != UidValidity);
            }
        }

        return new Resynchronised(this, messages, dropped, invalid);
    }
}

/// <summary>A cache after its resynchronisation.</summary>
/// <param name="Base">What it was before.</param>
/// <param name="Dropped">What VANISHED took out of it.</param>
/// <param name="IsVoid">UIDVALIDITY changed, or there are no mod-sequences any more: the client begins anew and can lose nothing.</param>
public sealed record Resynchronised(Checkpoint Base, ImmutableDictionary<uint, CachedMessage> Messages, ImmutableHashSet<uint> Dropped, bool IsVoid);
