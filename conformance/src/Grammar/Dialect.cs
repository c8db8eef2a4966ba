namespace Conformance.Grammar;

/// <summary>What a client has enabled on its connection, as far as it changes the syntax itself and not only adds to it.</summary>
public enum Dialect
{
    /// <summary>RFC 3501: octets beyond ASCII stand in literals alone, and a status response has a text.</summary>
    Rev1,

    /// <summary>UTF8=ACCEPT (RFC 6855): UTF-8 in quoted strings.</summary>
    Utf8,

    /// <summary>IMAP4rev2 (RFC 9051): UTF-8 in quoted strings and texts, which may be missing.</summary>
    Rev2,
}
