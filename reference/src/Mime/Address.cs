namespace Reference.Mime;

/// <summary>
/// An address structure of an envelope (RFC 3501, 7.4.2), as octets of the header without quoting. A null
/// <paramref name="Host"/> marks a group: its start with the name in <paramref name="Mailbox"/>, its end without.
/// </summary>
internal sealed record Address(byte[]? Name, byte[]? Route, byte[]? Mailbox, byte[]? Host)
{
    public static Address GroupEnd { get; } = new(null, null, null, null);

    public static Address GroupStart(byte[] name) => new(null, null, name, null);
}
