namespace Conformance.Grammar;

/// <summary>A grammar file that cannot be used; the message begins with <c>file:line: </c> and says what is wrong with it.</summary>
public sealed class GrammarException : Exception
{
    public GrammarException()
    {
    }

    public GrammarException(string message)
        : base(message)
    {
    }

    public GrammarException(string message, Exception inner)
        : base(message, inner)
    {
    }

    internal GrammarException(string file, int line, string what)
        : base($"{file}:{line}: {what}")
    {
    }
}
