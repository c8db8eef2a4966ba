using System.Globalization;
using System.Text;
using Conformance.Scenarios;

namespace Conformance.Walking;

/// <summary>A piece of a command: what goes out in the walk, and what stands for it in a scenario.</summary>
internal abstract record Word;

internal sealed record TextWord(string Text) : Word;

/// <summary>A mailbox's name.</summary>
internal sealed record BoxWord(MailboxModel Box) : Word;

/// <summary>A message's UID.</summary>
internal sealed record UidWord(MailboxModel Box, uint Uid) : Word;

/// <summary>A mod-sequence that the server told.</summary>
internal sealed record ValueWord(MailboxModel Box, ulong Value) : Word;

/// <summary>UIDVALIDITY.</summary>
internal sealed record ValidityWord(MailboxModel Box) : Word;

/// <summary>2^63-1.</summary>
internal sealed record LargestWord : Word;

/// <summary>A new message, as a literal.</summary>
internal sealed record MessageWord(string Message) : Word;

/// <summary>A command (or a line of a scenario) in pieces.</summary>
internal sealed class Phrase
{
    private readonly List<Word> words = [];

    public IReadOnlyList<Word> Words => words;

    public static Phrase Of(string text) => new Phrase().Add(text);

    public Phrase Add(string text)
    {
        words.Add(new TextWord(text));
        return this;
    }

    public Phrase Add(Word word)
    {
        words.Add(word);
        return this;
    }

    /// <summary>UIDs as a set, one by one.</summary>
    public Phrase AddUids(MailboxModel box, IEnumerable<uint> uids)
    {
        var first = true;
        foreach (var uid in uids)
        {
            if (!first)
                Add(",");
            first = false;
            Add(new UidWord(box, uid));
        }

        return this;
    }

    /// <summary>What goes out.</summary>
    public IReadOnlyList<OutgoingPart> Outgoing()
    {
        var parts = new List<OutgoingPart>();
        var text = new StringBuilder();
        foreach (var word in words)
        {
            if (word is MessageWord message)
            {
                Flush();
                parts.Add(new LiteralOut(Encoding.ASCII.GetBytes(message.Message), NonSynchronising: false));
            }
            else
            {
                text.Append(Concrete(word));
            }
        }

        Flush();
        return parts;

        void Flush()
        {
            if (text.Length > 0)
                parts.Add(new BytesOut(Encoding.UTF8.GetBytes(text.ToString())));
            text.Clear();
        }
    }

    /// <summary>With the numbers that went out.</summary>
    public override string ToString() => string.Concat(words.Select(Concrete));

    private static string Concrete(Word word) => word switch
    {
        TextWord text => text.Text,
        BoxWord box => box.Box.Name,
        UidWord uid => uid.Uid.ToString(CultureInfo.InvariantCulture),
        ValueWord value => value.Value.ToString(CultureInfo.InvariantCulture),
        ValidityWord validity => validity.Box.UidValidity.ToString(CultureInfo.InvariantCulture),
        LargestWord => Bindings.MaxModSeq,
        _ => "{…}",
    };
}
