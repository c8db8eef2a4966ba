using Endurance.Wire;

namespace Endurance.Model;

/// <summary>EXPUNGE of whatever anybody marked, or UID EXPUNGE of the writer's own.</summary>
/// <param name="selected">The selected mailbox.</param>
/// <param name="messages">Null for EXPUNGE.</param>
public sealed class ExpungeCommand(Mailbox selected, IReadOnlyList<Message>? messages)
    : PendingCommand(selected, messages is null ? "EXPUNGE" : $"UID EXPUNGE {Uids(messages)}")
{
    private long _sent;

    public override void Sending()
    {
        lock (Source.Gate)
        {
            _sent = Mailbox.Now();
            if (messages is null) Source.ExpungesRunning++;
            foreach (var message in messages ?? []) message.IsLeaving = true;
        }
    }

    public override void Answered(IReadOnlyList<Response> responses, Findings findings)
    {
        lock (Source.Gate)
        {
            var gone = messages ?? [.. Source.Messages.Values.Where(message => message.DoomAnswered > 0 && message.DoomAnswered < _sent)];
            foreach (var message in gone) Source.Remove(message.Uid);
            if (messages is not null) return;
            Source.ExpungesRunning--;
            Source.ExpungeEnded = Mailbox.Now();
        }
    }

    public override bool MayRemove(Message message) => messages is null ? message.DoomSent > 0 : messages.Contains(message);
}
