using System.Globalization;
using Reference.Mime;
using Reference.Sessions;
using Reference.Store;

namespace Reference.Commands;

/// <summary>Writes one FETCH response for each message asked for (RFC 3501 section 7.4.2).</summary>
internal sealed class FetchResponse(Session session, SelectedMailbox selected, IReadOnlyList<FetchItem> items, bool byUid, bool withModSeq)
{
    private readonly bool _needsContent = items.Any(item => item.NeedsContent);

    // Everything but a part of a message is cheap to ask of the parsed form; the octets alone do for whole messages.
    private readonly bool _needsParsing = items.Any(item => item.NeedsContent && !IsWholeMessage(item));

    /// <summary>Some message had a part whose encoding nobody here can undo: the tagged response is NO [UNKNOWN-CTE] (RFC 3516 section
    /// 4.3).</summary>
    public bool UnknownEncoding { get; private set; }

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
        if (_needsContent)
        {
            if (await selected.Mailbox.ReadAsync(message, cancellation) is not { } read) return false;
            octets = read;
            if (_needsParsing) parsed = ParsedMessage.Parse(octets);
        }

        var output = session.Output;
        var start = output.Length;
        output.Raw("* "u8).Number(number).Raw(" FETCH ("u8);
        var first = true;
        foreach (var item in items)
        {
            if (item.Att is FetchAtt.Binary or FetchAtt.BinarySize)
            {
                if (parsed!.TryDecode(item.Section!.Part, out var decoded)) AddDecoded(item, decoded);
                else UnknownEncoding = true;
                continue;
            }
            Separate();
            Write(item, message, octets, parsed);
        }
        if ((byUid || (changed && session.CondStore)) && !Has(FetchAtt.Uid)) Add(FetchItem.Uid);
        if ((withModSeq || (changed && session.CondStore)) && !Has(FetchAtt.ModSeq)) Add(FetchItem.ModSeq);
        if (changed && !Has(FetchAtt.Flags)) Add(FetchItem.Flags);
        if (first) output.TruncateTo(start);
        else output.Raw(")\r\n"u8);
        return true;

        void AddDecoded(FetchItem item, ReadOnlyMemory<byte>? decoded)
        {
            Separate();
            if (item.Att == FetchAtt.BinarySize) WriteSize(item, decoded?.Length ?? 0);
            else WriteSection("BINARY["u8, item, decoded);
        }

        void Separate()
        {
            if (!first) output.Raw(" "u8);
            first = false;
        }

        void Add(FetchItem item)
        {
            Separate();
            Write(item, message, octets, parsed);
        }
    }

    private static bool IsWholeMessage(FetchItem item) =>
        item.Att == FetchAtt.Rfc822 || (item.Att == FetchAtt.BodySection && item.Section is { Part.Count: 0, Text: SectionText.None });

    private bool Has(FetchAtt att) => items.Any(item => item.Att == att);

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
                FlagNames.Write(output, message.Flags, message.Keywords.Names, selected.IsRecent(message.Uid));
                break;
            case FetchAtt.ModSeq:
                session.WriteModSeq(message.ModSeq);
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
