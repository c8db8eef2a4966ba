namespace Conformance.Wire;

/// <summary>One complete server response, read tolerantly: whatever can be understood is, the grammar is judged elsewhere.</summary>
/// <param name="Raw">The bytes as they came, literals inside, with the final CRLF (or LF).</param>
public abstract record Response(ReadOnlyMemory<byte> Raw);

/// <summary>OK, NO, BAD, BYE or PREAUTH, tagged or untagged (RFC 3501 section 7.1).</summary>
/// <param name="Tag">The tag, or <c>*</c>.</param>
/// <param name="Status">The condition in upper case.</param>
/// <param name="Code">The response code in brackets, if there is one.</param>
/// <param name="Text">The human text after it; may be empty.</param>
public sealed record StatusResponse(ReadOnlyMemory<byte> Raw, string Tag, string Status, ResponseCode? Code, string Text) : Response(Raw)
{
    public bool IsTagged => Tag != "*";
}

/// <summary>A response code: its name in upper case and what follows, for example HIGHESTMODSEQ with one atom.</summary>
public sealed record ResponseCode(string Name, IReadOnlyList<Value> Arguments);

/// <summary>Untagged data: <c>* 3 EXISTS</c>, <c>* 2 FETCH (…)</c>, <c>* VANISHED 3</c>, <c>* SEARCH 1 2</c> (RFC 3501 section 7.2 to 7.4).</summary>
/// <param name="Number">The number in front, for EXISTS, RECENT, EXPUNGE, FETCH.</param>
/// <param name="Name">The keyword in upper case.</param>
/// <param name="Arguments">What follows it.</param>
public sealed record DataResponse(ReadOnlyMemory<byte> Raw, uint? Number, string Name, IReadOnlyList<Value> Arguments) : Response(Raw);

/// <summary>A command continuation request, <c>+ text</c> (RFC 3501 section 7.5).</summary>
public sealed record ContinuationResponse(ReadOnlyMemory<byte> Raw, string Text) : Response(Raw);

/// <summary>Something that no tolerance can read.</summary>
/// <param name="Reason">What was wrong and at which byte.</param>
public sealed record UnreadableResponse(ReadOnlyMemory<byte> Raw, string Reason) : Response(Raw);
