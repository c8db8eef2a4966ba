namespace Reference.Wire;

/// <summary>How reading one command ended.</summary>
public enum Received
{
    /// <summary>A whole command, grammar not yet looked at.</summary>
    Command,

    /// <summary>Something that can be no command; the connection is in step, answer BAD or NO.</summary>
    Refused,

    /// <summary>Something after which staying in step is impossible or too dear; answer BYE and close.</summary>
    OutOfStep,

    /// <summary>The client closed its side.</summary>
    EndOfStream,
}

/// <summary>What <see cref="CommandReader.ReadAsync"/> brings.</summary>
/// <param name="Kind">Tells which of the others count.</param>
/// <param name="Octets">The command without its last CRLF, literals in place; or as much of a refused one as was kept.</param>
/// <param name="Reason">For people, when refused or out of step.</param>
/// <param name="TooBig">A literal that is larger than allowed: the answer is NO or BYE [TOOBIG] (RFC 4469, RFC 7888), not BAD.</param>
public readonly record struct ReceivedCommand(Received Kind, ReadOnlyMemory<byte> Octets, string Reason = "", bool TooBig = false);
