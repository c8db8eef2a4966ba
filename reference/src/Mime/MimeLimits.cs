namespace Reference.Mime;

/// <summary>
/// Bounds on what one message may make the server hold or send. Mail that people write stays far below them; a message
/// beyond one is not refused, its surplus is only left uninterpreted.
/// </summary>
internal static class MimeLimits
{
    /// <summary>Nested multiparts and encapsulated messages. A part at the limit is one opaque application/octet-stream.</summary>
    public const int Depth = 100;

    /// <summary>Parts in one message. Delimiter lines after that belong to the last part's text.</summary>
    public const int Parts = 10_000;

    /// <summary>
    /// Addresses (and group marks) told in one member of an envelope; each octet of a header could otherwise become ten of a response.
    /// </summary>
    public const int Addresses = 10_000;

    /// <summary>Parameters told of one Content-Type or Content-Disposition.</summary>
    public const int Parameters = 1_000;
}
