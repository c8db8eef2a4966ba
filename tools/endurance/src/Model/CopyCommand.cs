using System.Collections.Immutable;
using Endurance.Wire;

namespace Endurance.Model;

/// <summary>UID COPY or UID MOVE, answered with COPYUID.</summary>
public sealed class CopyCommand(Mailbox selected, IReadOnlyList<Message> messages, Mailbox target, bool move)
    : PendingCommand(selected, $"UID {(move ? "MOVE" : "COPY")} {Uids(messages)} {target.Name}")
{
    public Mailbox Target => target;

    public override void Sending()
    {
        if (!move) return;
        lock (Source.Gate)
            foreach (var message in messages) message.IsLeaving = true;
    }

    public override void Answered(IReadOnlyList<Response> responses, Findings findings)
    {
        var code = responses.Select(response => response.CopyUid).LastOrDefault(code => code is not null)
            ?? throw new InconclusiveException($"{Text} without COPYUID: {responses[^1].Text}");
        foreach (var message in messages)
        {
            var to = code.Uids.Where(pair => pair.From == message.Uid).Select(pair => pair.To).FirstOrDefault();
            if (to == 0)
            {
                findings.Add($"{Source.Name}: {Text} answered without UID {message.Uid}: {responses[^1].Text}");
                continue;
            }
            if (move)
                lock (Source.Gate) Source.Remove(message.Uid);
            lock (target.Gate) target.Add(to, message.Letter, message.Owner, message.Flags);
        }
    }

    public override IEnumerable<(Mailbox, string, Message?, ImmutableSortedSet<string>)> MayMake() =>
        messages.Select(message => (target, message.Letter, (Message?)message, message.Flags));

    public override bool MayRemove(Message message) => move && messages.Contains(message);
}
