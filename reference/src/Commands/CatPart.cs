using System.Text;
using Reference.Mime;
using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>cat-part = text-literal / url / utf8-literal (RFC 4469 section 5, RFC 6855 section 4).</summary>
public abstract record CatPart
{
    internal static CatPart Parse(CommandScanner scanner)
    {
        var start = scanner.Offset;
        if (scanner.TryTakeText("TEXT ")) return new CatText(scanner.Literal());
        if (scanner.TryTakeText("URL ")) return new CatUrl(Encoding.Latin1.GetString(scanner.AString("url").Span));
        if (scanner.Offer.Has("UTF8=ACCEPT") && scanner.TryTakeText("UTF8 (")) return Utf8Literal(scanner);
        throw new SyntaxException("cat-part (TEXT or URL)", start);
    }

    /// <summary>The rest of utf8-literal = "UTF8" SP "(" literal8 ")".</summary>
    internal static CatText Utf8Literal(CommandScanner scanner)
    {
        var text = new CatText(scanner.Literal8());
        scanner.Take(')');
        return text;
    }

    /// <returns>Null when there is nothing to be read.</returns>
    internal abstract ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Session session, CancellationToken cancellation);
}

/// <summary>Octets that the client sends.</summary>
public sealed record CatText(ReadOnlyMemory<byte> Octets) : CatPart
{
    internal override ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Session session, CancellationToken cancellation) => new(Octets);
}

/// <summary>Octets of a message that is there already, as FETCH BODY.PEEK would tell them.</summary>
/// <param name="Url">As sent, one character an octet.</param>
public sealed record CatUrl(string Url) : CatPart
{
    /// <summary>badurl-response-code; what url-resp-text or a line cannot hold is percent-encoded, and nothing at all is shown as
    /// "".</summary>
    internal string BadUrl => Url.Length == 0 ? "BADURL \"\"" : "BADURL " + string.Concat(Url.Select(c => c is > ' ' and <= '~' and not (']' or '\\') ? $"{c}" : $"%{(int)c:X2}"));

    internal override async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Session session, CancellationToken cancellation)
    {
        if (MessageUrl.Parse(Url, session.Selected?.Mailbox.Name, session.Limits) is not { } url) return null;
        Mailbox mailbox;
        try
        {
            mailbox = await session.OpenAsync(url.Mailbox);
        }
        catch (StoreException e) when (e.Kind is StoreError.NonExistent or StoreError.HasInferiors or StoreError.InvalidName)
        {
            return null;
        }
        var state = mailbox.State;
        if (url.UidValidity is { } validity && validity != state.UidValidity) return null;
        if (state.IndexOf(url.Uid) is not (>= 0 and var index)) return null;
        if (await mailbox.ReadAsync(state[index], cancellation) is not { } octets) return null;
        var section = url.Section == SectionSpec.Whole ? octets : ParsedMessage.Parse(octets).Section(url.Section);
        if (section is not { } text || url.Partial is not { } partial) return section;
        var first = (int)Math.Min(partial.First, (uint)text.Length);
        return text.Slice(first, (int)Math.Min(partial.Count, (uint)(text.Length - first)));
    }
}
