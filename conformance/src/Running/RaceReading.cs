using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Conformance.Checking.Convergence;
using Conformance.Checking.Racing;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>Reads what happened in a race from commands and their answers.</summary>
internal static partial class RaceReading
{
    /// <summary>The messages that an answer to FETCH (UID FLAGS MODSEQ) tells, those without a mod-sequence left out.</summary>
    public static ImmutableDictionary<uint, RaceMessage> Messages(Answer answer)
    {
        var messages = ImmutableDictionary.CreateBuilder<uint, RaceMessage>();
        foreach (var entry in answer.Window.Entries)
        {
            if (FetchData.TryRead(entry.Response!, out var fetch) && fetch is { Uid: { } uid, Flags: { } flags, ModSeq.Number: { } modSeq and > 0 })
                messages[uid] = new RaceMessage(fetch.Number, CachedMessage.FlagSet(flags), modSeq, entry.Number);
        }

        return messages.ToImmutable();
    }

    /// <summary>A STORE and its answer; null for any other command.</summary>
    public static RaceEntrant? Entrant(string lane, IReadOnlyList<OutgoingPart> parts, Answer answer, int? sent, ImmutableDictionary<uint, RaceMessage> before)
    {
        if (StoreCommand.Read(parts.SelectMany(p => p.Bytes.ToArray()).ToArray()) is not { } command)
            return null;
        var told = ImmutableDictionary.CreateBuilder<uint, ToldModSeq>();
        var numbers = before.ToDictionary(m => m.Value.Number, m => m.Key);
        foreach (var entry in answer.Window.Entries)
        {
            // From here on a number may be another message.
            if (entry.Response is DataResponse { Name: "EXPUNGE" or "VANISHED" })
                numbers.Clear();
            if (!FetchData.TryRead(entry.Response!, out var fetch) || fetch.ModSeq?.Number is not { } modSeq)
                continue;
            if (fetch.Uid is { } uid || numbers.TryGetValue(fetch.Number, out uid))
                told[uid] = new ToldModSeq(modSeq, entry.Number);
        }

        var tagged = answer.Tagged;
        return new RaceEntrant(
            lane,
            command.Since,
            command.Targets(before),
            command.Change,
            command.Flags,
            tagged.Status,
            tagged.Code is { Name: "MODIFIED", Arguments: [AtomValue set] } ? command.Named(set.Text, before) : null,
            told.ToImmutable(),
            sent,
            answer.LastEntry);
    }

    /// <summary>A racer sends STOREs and nothing else.</summary>
    /// <exception cref="ScenarioRunException">It is none.</exception>
    public static void RequireStore(IReadOnlyList<OutgoingPart> parts)
    {
        var text = parts.SelectMany(p => p.Bytes.ToArray()).ToArray();
        if (StoreCommand.Read(text) is null)
            throw new ScenarioRunException($"'each' and 'then' have to be a STORE, found '{Encoding.UTF8.GetString(text)}'");
    }

    /// <summary>Beside a race: it changes no message's flags, or is a STORE, which is judged with the others.</summary>
    public static bool LeavesFlags(string command) => Harmless().IsMatch(command);

    [GeneratedRegex(@"^\s*(UID\s+)?(STORE|NOOP|CHECK|STATUS|SEARCH|EXPUNGE|COPY|MOVE|APPEND)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Harmless();
}
