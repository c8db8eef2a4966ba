namespace Reference.Commands;

/// <summary>What the server says it can; a name stands here only when the whole extension is there.</summary>
public static class Capabilities
{
    /// <summary>The same before and after login: nothing depends on who asks, and ENABLE must not change it (RFC 5161 section
    /// 3.1).</summary>
    public const string All =
        "IMAP4rev1 AUTH=PLAIN SASL-IR LITERAL+ ENABLE ID IDLE NAMESPACE CHILDREN UIDPLUS MULTIAPPEND UNSELECT MOVE ESEARCH SEARCHRES CONDSTORE QRESYNC";

    /// <summary>What ENABLE can switch on.</summary>
    public static IReadOnlyList<string> Enableable { get; } = ["CONDSTORE", "QRESYNC"];
}
