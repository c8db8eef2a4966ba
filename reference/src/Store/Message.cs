namespace Reference.Store;

/// <summary>One message as of one <see cref="MailboxState"/>.</summary>
/// <param name="Uid">Unique identifier, 1 to 2^32 - 1 (RFC 3501, 2.3.1.1).</param>
/// <param name="Flags">System flags.</param>
/// <param name="Keywords">Keywords, spelled as they were first used in this mailbox.</param>
/// <param name="ModSeq">Mod-sequence of the last change of the message's metadata, 1 to 2^63 - 1 (RFC 7162, 3.1).</param>
/// <param name="InternalDate">When the message arrived, to the second, with the offset it was given with.</param>
/// <param name="Size">Octets of the message (RFC822.SIZE).</param>
/// <param name="Content">Names the message's bytes.</param>
public readonly record struct Message(
    uint Uid, SystemFlags Flags, KeywordSet Keywords, ulong ModSeq, DateTimeOffset InternalDate, uint Size, ContentId Content);
