namespace Conformance.Grammar;

/// <summary>Breaks one octet of a well-formed text; seeded.</summary>
public sealed class Mutator(Random random)
{
    private const int MaxTries = 200;

    /// <summary>Octets that mean something to IMAP: a change to one of them breaks more than a change to a letter.</summary>
    private static readonly byte[] Telling = "() []{}\"\\*%<>+-,:;~0123456789aZ\r\n\0\x7f"u8.ToArray();

    /// <summary>One octet replaced, inserted or removed.</summary>
    public byte[] Mutate(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return [Octet()];
        var at = random.Next(text.Length);
        switch (random.Next(3))
        {
            case 0:
                byte[] replaced = text.ToArray();
                do
                    replaced[at] = Octet();
                while (replaced[at] == text[at]);
                return replaced;
            case 1:
                return [.. text[..at], Octet(), .. text[at..]];
            default:
                return [.. text[..at], .. text[(at + 1)..]];
        }
    }

    /// <summary>A mutant that the rule no longer derives; null if none was found, as for a rule that derives nearly everything.</summary>
    public byte[]? Break(SyntaxJudge judge, string ruleName, byte[] text)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var mutant = Mutate(text);
            if (!judge.Derives(ruleName, mutant))
                return mutant;
        }
        return null;
    }

    private byte Octet() => random.Next(4) == 0 ? (byte)random.Next(256) : Telling[random.Next(Telling.Length)];
}
