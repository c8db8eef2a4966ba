using System.Collections.Immutable;
using System.Text;
using Endurance.Wire;

namespace Endurance.Model;

/// <summary>APPEND with a literal that waits for nothing, answered with APPENDUID.</summary>
public sealed class AppendCommand(Mailbox selected, Mailbox target, string letter, int owner, ImmutableSortedSet<string> flags)
    : PendingCommand(selected, $"APPEND {target.Name} {FlagNames.Show(flags)} {letter}")
{
    public override byte[] Octets
    {
        get
        {
            var message = Letter.Write(letter);
            return
            [
                .. Encoding.ASCII.GetBytes($"{Tag} APPEND {target.Name} {FlagNames.Show(flags)} {{{message.Length}+}}\r\n"), .. message,
                .. "\r\n"u8,
            ];
        }
    }

    public override void Answered(IReadOnlyList<Response> responses, Findings findings)
    {
        if (responses[^1].AppendUid is not { } code) throw new InconclusiveException($"APPEND without APPENDUID: {responses[^1].Text}");
        lock (target.Gate)
        {
            if (code.UidValidity != target.UidValidity)
                findings.Add($"{target.Name}: UIDVALIDITY was {target.UidValidity}, APPENDUID says {code.UidValidity}");
            target.Add(code.Uid, letter, owner, flags);
        }
    }

    public override IEnumerable<(Mailbox, string, Message?, ImmutableSortedSet<string>)> MayMake() => [(target, letter, null, flags)];
}
