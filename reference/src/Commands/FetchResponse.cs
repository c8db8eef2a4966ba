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
        session.OpenFetch(number, message);
        var first = true;
        foreach (var item in items)
        {
            Separate();
            Write(item, message, octets, parsed);
        }
        if ((byUid || (changed && session.TellsModSeqs)) && !session.UidOnly && !Has(FetchAtt.Uid)) Add(FetchItem.Uid);
        if ((withModSeq || (changed && session.TellsModSeqs)) && !Has(FetchAtt.ModSeq)) Add(FetchItem.ModSeq);
        if (changed && !Has(FetchAtt.Flags)) Add(FetchItem.Flags);
        output.Raw(")\r\n"u8);
        return true;

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
        item.Att is FetchAtt.Rfc822 or FetchAtt.EmailId || (item.Att == FetchAtt.BodySection && item.Section is { Part.Count: 0, Text: SectionText.None });

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
                WriteSection(item, IsWholeMessage(item) ? octets : parsed!.Section(item.Section!));
                break;
        }
    }

    /// <summary>"BODY" section ["&lt;" number "&gt;"] SP nstring; a first octet beyond the end gives an empty string.</summary>
    private void WriteSection(FetchItem item, ReadOnlyMemory<byte>? text)
    {
        var output = session.Output;
        output.Raw("BODY["u8);
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

    /// <summary>nstring, as a literal. CHAR8 has no NUL (RFC 3501 section 9); APPEND takes none, so none is here.</summary>
    private void WriteOctets(ReadOnlyMemory<byte>? octets)
    {
        if (octets is { } text) session.Output.Literal(text.Span);
        else session.Output.Raw("NIL"u8);
    }
}
