using System.Collections.Immutable;
using Endurance.Wire;

namespace Endurance.Model;

/// <summary>A command that was sent and not yet answered: what it does to the model when it is answered OK, and what it may have done
/// when it never is.</summary>
/// <param name="source">The mailbox that is selected.</param>
/// <param name="text">As sent, without the tag.</param>
public abstract class PendingCommand(Mailbox source, string text)
{
    public Mailbox Source { get; } = source;

    public string Text { get; } = text;

    public string Tag { get; set; } = "";

    /// <summary>All that is sent.</summary>
    public virtual byte[] Octets => System.Text.Encoding.Latin1.GetBytes($"{Tag} {Text}\r\n");

    /// <summary>Just before it is sent.</summary>
    public virtual void Sending()
    {
    }

    /// <summary>It was answered OK.</summary>
    /// <param name="responses">What was told since the answer to the command before; the tagged one last.</param>
    /// <param name="findings">Where an answer that cannot be right is noted.</param>
    public abstract void Answered(IReadOnlyList<Response> responses, Findings findings);

    /// <summary>The flags that one of its messages may have, if the command was carried out. Only for a message still in
    /// <see cref="Source"/>.</summary>
    public virtual ImmutableSortedSet<string>? FlagsAfter(Message message, ImmutableSortedSet<string> before) => null;

    /// <summary>Messages that it may have made: where, and from what.</summary>
    public virtual IEnumerable<(Mailbox Mailbox, string Letter, Message? Original, ImmutableSortedSet<string> Flags)> MayMake() => [];

    /// <summary>Whether the message may be gone from <see cref="Source"/>.</summary>
    public virtual bool MayRemove(Message message) => false;

    protected static string Uids(IReadOnlyList<Message> messages) => string.Join(',', messages.Select(message => message.Uid).Order());
}
