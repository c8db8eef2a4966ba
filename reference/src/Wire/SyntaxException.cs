namespace Reference.Wire;

/// <summary>A command does not follow the grammar. The dispatcher turns it into a tagged BAD; the connection stays in step.</summary>
public sealed class SyntaxException : Exception
{
    public SyntaxException()
    {
    }

    public SyntaxException(string message)
        : base(message)
    {
    }

    public SyntaxException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <param name="expected">What the grammar wanted, in the words of the ABNF rule where there is one.</param>
    /// <param name="offset">Octets from the start of the command, literals and their announcements included.</param>
    public SyntaxException(string expected, int offset)
        : base($"expected {expected} at offset {offset}")
    {
        Offset = offset;
    }

    /// <summary>resp-text-code of the BAD response without brackets, or null.</summary>
    public string? Code { get; init; }

    /// <summary>Octets from the start of the command; -1 when no single place is to blame.</summary>
    public int Offset { get; } = -1;
}
