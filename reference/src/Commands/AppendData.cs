using Reference.Mime;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>append-data (RFC 4466 section 2.6.1): one or more parts that make up a message; several with CATENATE (RFC 4469).</summary>
/// <param name="Parts">At least one. Octets that are in the command itself are valid while it runs.</param>
public sealed record AppendData(IReadOnlyList<CatPart> Parts)
{
    /// <summary>append-data = literal / literal8 / utf8-literal / "CATENATE" SP "(" cat-part *(SP cat-part) ")".</summary>
    internal static AppendData Parse(CommandScanner scanner)
    {
        if (scanner.Next('{')) return new AppendData([new CatText(scanner.Literal())]);
        if (scanner.Next('~') && scanner.Offer.Has("BINARY")) return new AppendData([new CatText(scanner.Literal8())]);
        var start = scanner.Offset;
        if (scanner.Offer.Has("UTF8=ACCEPT") && scanner.TryTakeText("UTF8 (")) return new AppendData([CatPart.Utf8Literal(scanner)]);
        if (!scanner.Offer.Has("CATENATE") || !scanner.TryTakeText("CATENATE ("))
            throw new SyntaxException("flag-list, date-time, a literal or another append-data", start);
        var parts = new List<CatPart>();
        do parts.Add(CatPart.Parse(scanner));
        while (scanner.TryTake(' '));
        scanner.Take(')');
        return new AppendData(parts);
    }

    /// <summary>Puts the message together as it is to be stored.</summary>
    /// <returns>Its octets, or the answer to a message that cannot be.</returns>
    internal async ValueTask<(ReadOnlyMemory<byte> Octets, Completion? Refusal)> ReadAsync(Session session, CancellationToken cancellation)
    {
        var (octets, refusal) = await JoinAsync(session, cancellation);
        if (refusal is not null) return (default, refusal);
        // Also how a client cancels what it has begun (RFC 3502).
        if (octets.IsEmpty) return (default, Completion.No("An empty message is none; nothing was appended"));
        if (NulFree.Of(octets) is not { } kept)
            return (default, Completion.No("A NUL stands where no content transfer encoding can take it; nothing was appended", "UNKNOWN-CTE"));
        // RFC 6855 section 4: who has not enabled UTF-8 could not read such a header. RFC 9051 allows it in every message.
        if (session.Offer.Has("UTF8=ACCEPT") && !session.Utf8 && !ParsedMessage.Parse(kept).HasAsciiHeader)
            return (default, Completion.No("The header has octets beyond ASCII, which need ENABLE UTF8=ACCEPT or IMAP4rev2; nothing was appended"));
        return (kept, null);
    }

    private async ValueTask<(ReadOnlyMemory<byte> Octets, Completion? Refusal)> JoinAsync(Session session, CancellationToken cancellation)
    {
        if (Parts is [CatText only]) return (only.Octets, null);
        var whole = new MemoryStream();
        foreach (var part in Parts)
        {
            if (await part.ReadAsync(session, cancellation) is not { } octets)
                return (default, Completion.No("A URL names nothing that can be read; nothing was appended", ((CatUrl)part).BadUrl));
            if (whole.Length + octets.Length > session.Limits.LiteralOctets)
                return (default, Completion.No($"A message has at most {session.Limits.LiteralOctets} octets; nothing was appended", "TOOBIG"));
            whole.Write(octets.Span);
        }
        return (whole.GetBuffer().AsMemory(0, (int)whole.Length), null);
    }
}
