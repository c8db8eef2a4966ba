using System.Collections.Immutable;
using Conformance.Wire;

namespace Conformance.Checking.Convergence;

/// <summary>What is really in the mailbox: the answer to <c>UID FETCH 1:* (FLAGS)</c> by a new connection.</summary>
public sealed record Listing(ImmutableDictionary<uint, CachedMessage> Messages)
{
    /// <summary>Reads the entries received for it; several FETCHes of one message count together, the last value wins.</summary>
    public static Listing Read(IEnumerable<Entry> answer)
    {
        var messages = ImmutableDictionary<uint, CachedMessage>.Empty;
        foreach (var response in answer.Select(e => e.Response).OfType<Response>())
        {
            if (FetchData.TryRead(response, out var fetch) && fetch.Uid is { } uid)
                messages = messages.SetItem(uid, messages.GetValueOrDefault(uid, CachedMessage.Bare).With(fetch));
            else if (VanishedData.TryRead(response, out var vanished) && !vanished.IsEarlier)
                messages = messages.RemoveRange(messages.Keys.Where(vanished.Uids.Contains).ToList());
        }

        return new Listing(messages);
    }

    /// <summary>The same messages with the same flags.</summary>
    public bool IsSameAs(Listing other) =>
        Messages.Count == other.Messages.Count
        && Messages.All(m => other.Messages.TryGetValue(m.Key, out var there)
            && (m.Value.Flags is null ? there.Flags is null : there.Flags is not null && m.Value.Flags.SetEquals(there.Flags)));
}
