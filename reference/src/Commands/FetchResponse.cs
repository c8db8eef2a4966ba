using System.Globalization;
using Reference.Mime;
using Reference.Sessions;
using Reference.Store;

namespace Reference.Commands;

/// <summary>Writes one FETCH response for each message asked for (RFC 3501 section 7.4.2).</summary>
internal sealed class FetchResponse(Session session, SelectedMailbox selected, IReadOnlyList<FetchItem> items, bool byUid, bool withModSeq)
{
    private readonly bool _hasUid = items.Any(item => item.Att == FetchAtt.Uid);
    private readonly bool _hasModSeq = items.Any(item => item.Att == FetchAtt.ModSeq);
    private readonly bool _hasFlags = items.Any(item => item.Att == FetchAtt.Flags);

    // Everything but a part of a message is cheap to ask of the parsed form; the octets alone do for whole messages.
    private readonly bool _needsParsing = items.Any(item => item.NeedsContent && !IsWholeMessage(item));

    /// <summary>Some message had a part whose encoding nobody here can undo: the tagged response is NO [UNKNOWN-CTE] (RFC 3516 section
    /// 4.3).</summary>
    public bool UnknownEncoding { get; private set; }

    /// <summary>The message's octets must be read; without that <see cref="Write(int, Message, bool)"/> does.</summary>
    public bool NeedsContent { get; } = items.Any(item => item.NeedsContent);

    /// <summary>Writes the response from what the mailbox's state knows. Nothing is allocated: "FETCH 1:* (UID FLAGS MODSEQ)" is what clients ask
    /// of whole mailboxes.</summary>
    public void Write(int number, Message message, bool changed) => Write(number, message, changed, default, null);

    /// <param name="number">Message number in the view.</param>
    /// <param name="message">As the view has it.</param>
    /// <param name="changed">The message's flags changed and this response tells it: FLAGS, and UID and MODSEQ for those who keep
    /// mod-sequences (RFC 7162 section 3.2.4).</param>
    /// <param name="cancellation">Ends reading the message.</param>
    /// <returns>False when the message's octets are gone; then nothing was written.</returns>
    public async ValueTask<bool> WriteAsync(int number, Message message, bool changed, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> octets = default;
        ParsedMessage? parsed = null;
        if (NeedsContent)
        {
            if (await selected.Mailbox.ReadAsync(message, cancellation) is not { } read) return false;
            octets = read;
            if (_needsParsing) parsed = ParsedMessage.Parse(octets);
        }

        Write(number, message, changed, octets, parsed);
        return true;
    }

    private void Write(int number, Message message, bool changed, ReadOnlyMemory<byte> octets, ParsedMessage? parsed)
    {
        var output = session.Output;
        var tellsModSeq = changed && session.TellsModSeqs;
        var start = output.Length;
        session.OpenFetch(number, message);
        var empty = output.Length;
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Att is FetchAtt.Binary or FetchAtt.BinarySize)
            {
                WriteDecoded(items[i], parsed!, empty);
                continue;
            }
            if (output.Length > empty) output.Raw(" "u8);
            Write(items[i], message, octets, parsed);
        }
        if ((byUid || tellsModSeq) && !session.UidOnly && !_hasUid) Add(FetchItem.Uid, message, empty);
        if ((withModSeq || tellsModSeq) && !_hasModSeq) Add(FetchItem.ModSeq, message, empty);
        if (changed && !_hasFlags) Add(FetchItem.Flags, message, empty);
        // msg-att has at least one item; nothing may be left when no encoding was known.
        if (output.Length == empty) output.TruncateTo(start);
        else output.Raw(")\r\n"u8);
    }

    private void Add(FetchItem item, Message message, int empty)
    {
        if (session.Output.Length > empty) session.Output.Raw(" "u8);
        Write(item, message, default, null);
    }

    private void WriteDecoded(FetchItem item, ParsedMessage parsed, int empty)
    {
        if (!parsed.TryDecode(item.Section!.Part, out var decoded))
        {
            UnknownEncoding = true;
            return;
        }
        if (session.Output.Length > empty) session.Output.Raw(" "u8);
        if (item.Att == FetchAtt.BinarySize) WriteSize(item, decoded?.Length ?? 0);
        else WriteSection("BINARY["u8, item, decoded);
    }

    private static bool IsWholeMessage(FetchItem item) =>
        item.Att is FetchAtt.Rfc822 or FetchAtt.EmailId || (item.Att == FetchAtt.BodySection && item.Section is { Part.Count: 0, Text: SectionText.None });

    private void Write(FetchItem item, Message message, ReadOnlyMemory<byte> octets, ParsedMessage? parsed)
    {
        var output = session.Output;
        switch (item.Att)
        {
            case FetchAtt.Uid:
                output.Raw("UID "u8).Number(message.Uid);
                break;
            case FetchAtt.Flags:
                output.Raw("FLAGS "u8);
                FlagNames.WriteOf(output, message, !session.Rev2 && selected.IsRecent(message.Uid));
                break;
            case FetchAtt.ModSeq:
                session.WriteModSeq(message.ModSeq);
                break;
            case FetchAtt.EmailId:
                output.Raw("EMAILID ("u8).Text(EmailId.Of(octets.Span)).Raw(")"u8);
                break;
            case FetchAtt.ThreadId:
                output.Raw("THREADID NIL"u8);
                break;
            case FetchAtt.InternalDate:
                output.Text($"INTERNALDATE \"{DateTimeArgument.Format(message.InternalDate)}\"");
                break;
            case FetchAtt.Rfc822Size:
                output.Raw("RFC822.SIZE "u8).Number(message.Size);
                break;
            case FetchAtt.Envelope:
                output.Raw("ENVELOPE "u8);
                parsed!.WriteEnvelope(output);
                break;
            case FetchAtt.Body:
                output.Raw("BODY "u8);
                parsed!.WriteBodyStructure(output, extensible: false);
                break;
            case FetchAtt.BodyStructure:
                output.Raw("BODYSTRUCTURE "u8);
                parsed!.WriteBodyStructure(output, extensible: true);
                break;
            case FetchAtt.Rfc822:
                output.Raw("RFC822 "u8);
                WriteOctets(octets);
                break;
            case FetchAtt.Rfc822Header:
                output.Raw("RFC822.HEADER "u8);
                WriteOctets(parsed!.Section(new SectionSpec([], SectionText.Header, [])));
                break;
            case FetchAtt.Rfc822Text:
                output.Raw("RFC822.TEXT "u8);
                WriteOctets(parsed!.Section(new SectionSpec([], SectionText.Text, [])));
                break;
            default:
                WriteSection("BODY["u8, item, IsWholeMessage(item) ? octets : parsed!.Section(item.Section!));
                break;
        }
    }

    /// <summary>"BINARY.SIZE" section-binary SP number.</summary>
    private void WriteSize(FetchItem item, int size)
    {
        session.Output.Raw("BINARY.SIZE["u8);
        SectionArgument.Write(session.Output, item.Section!);
        session.Output.Raw("] "u8).Number(size);
    }

    /// <summary>"BODY" section ["&lt;" number "&gt;"] SP nstring, or the same of BINARY; a first octet beyond the end gives an empty
    /// string.</summary>
    private void WriteSection(ReadOnlySpan<byte> name, FetchItem item, ReadOnlyMemory<byte>? text)
    {
        var output = session.Output;
        output.Raw(name);
        SectionArgument.Write(output, item.Section!);
        output.Raw("]"u8);
        if (item.Partial is { } partial)
        {
            output.Text(string.Create(CultureInfo.InvariantCulture, $"<{partial.First}>"));
            if (text is { } whole)
            {
                var first = (int)Math.Min(partial.First, (uint)whole.Length);
                text = whole.Slice(first, (int)Math.Min(partial.Count, (uint)(whole.Length - first)));
            }
        }
        output.Raw(" "u8);
        WriteOctets(text);
    }

    /// <summary>nstring as a literal, or literal8 where there is a NUL, which CHAR8 excludes. APPEND keeps none, so only what was decoded
    /// has one.</summary>
    private void WriteOctets(ReadOnlyMemory<byte>? octets)
    {
        if (octets is { } text)
        {
            if (text.Span.Contains((byte)0)) session.Output.Raw("~"u8);
            session.Output.Literal(text.Span);
        }
        else session.Output.Raw("NIL"u8);
    }
}
