using System.Collections.Immutable;
using Endurance.Wire;

namespace Endurance.Model;

/// <summary>UID STORE in all forms. With UNCHANGEDSINCE some messages may be left as they are.</summary>
public sealed class StoreCommand(
    Mailbox selected, IReadOnlyList<Message> messages, char sign, ImmutableSortedSet<string> flags, bool silent, ulong? unchangedSince)
    : PendingCommand(
        selected,
        $"UID STORE {Uids(messages)} {(unchangedSince is { } m ? $"(UNCHANGEDSINCE {m}) " : "")}"
        + $"{(sign == '=' ? "" : sign)}FLAGS{(silent ? ".SILENT" : "")} {FlagNames.Show(flags)}")
{
    private bool Dooms => flags.Contains(FlagNames.Deleted);

    public override void Sending()
    {
        if (!Dooms) return;
        lock (Source.Gate)
            foreach (var message in messages) message.DoomSent = Mailbox.Now();
    }

    public override void Answered(IReadOnlyList<Response> responses, Findings findings)
    {
        lock (Source.Gate)
        {
            var modified = responses[^1].Modified;
            foreach (var message in messages)
            {
                if (modified.Any(range => range.First <= message.Uid && message.Uid <= range.Last))
                {
                    if (message.ModSeq <= unchangedSince)
                        findings.Add($"{Source.Name}: MODIFIED names UID {message.Uid}, whose mod-sequence is {message.ModSeq}: {Text}");
                    continue;
                }
                var told = responses.LastOrDefault(response => response.IsFetch && response.Uid == message.Uid)?.ModSeq;
                var after = Apply(message.Flags);
                var isChanged = !after.SetEquals(message.Flags);
                if (isChanged && told is { } modSeq) Source.Changed(message, modSeq, this, Text);
                else message.ModSeq = isChanged ? null : told ?? message.ModSeq;
                message.Flags = after;
                if (Dooms) message.DoomAnswered = Mailbox.Now();
            }
        }
    }

    public override ImmutableSortedSet<string>? FlagsAfter(Message message, ImmutableSortedSet<string> before) =>
        messages.Contains(message) ? Apply(before) : null;

    private ImmutableSortedSet<string> Apply(ImmutableSortedSet<string> before) => sign switch
    {
        '+' => before.Union(flags),
        '-' => before.Except(flags),
        _ => flags,
    };
}
