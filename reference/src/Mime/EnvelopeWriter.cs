using System.Buffers;

namespace Reference.Mime;

/// <summary>Writes an <c>envelope</c> (RFC 3501, 7.4.2) of a header.</summary>
internal static class EnvelopeWriter
{
    public static void Write(IBufferWriter<byte> output, HeaderBlock header)
    {
        var fields = Collect(header);
        var from = Addresses(fields, "From");
        output.Write("("u8);
        output.WriteNString(First(fields, "Date"));
        output.Write(" "u8);
        output.WriteNString(First(fields, "Subject"));
        WriteAddresses(output, from);
        // Absent or empty, these two take the value of From.
        WriteAddresses(output, Addresses(fields, "Sender") is { Count: > 0 } sender ? sender : from);
        WriteAddresses(output, Addresses(fields, "Reply-To") is { Count: > 0 } replyTo ? replyTo : from);
        WriteAddresses(output, Addresses(fields, "To"));
        WriteAddresses(output, Addresses(fields, "Cc"));
        WriteAddresses(output, Addresses(fields, "Bcc"));
        output.Write(" "u8);
        output.WriteNString(First(fields, "In-Reply-To"));
        output.Write(" "u8);
        output.WriteNString(First(fields, "Message-ID"));
        output.Write(")"u8);
    }

    private static readonly string[] Names =
        ["Date", "Subject", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "In-Reply-To", "Message-ID"];

    // One pass over the header, however long it is.
    private static Dictionary<string, List<byte[]>> Collect(HeaderBlock header)
    {
        var fields = new Dictionary<string, List<byte[]>>();
        foreach (var field in header.Fields())
        {
            foreach (var name in Names)
            {
                if (!field.IsNamed(name)) continue;
                if (!fields.TryGetValue(name, out var values)) fields[name] = values = [];
                values.Add(field.Value());
            }
        }

        return fields;
    }

    private static byte[]? First(Dictionary<string, List<byte[]>> fields, string name) =>
        fields.TryGetValue(name, out var values) ? values[0] : null;

    private static List<Address> Addresses(Dictionary<string, List<byte[]>> fields, string name) =>
        fields.TryGetValue(name, out var values) ? AddressParser.Parse(values) : [];

    private static void WriteAddresses(IBufferWriter<byte> output, List<Address> addresses)
    {
        if (addresses.Count == 0)
        {
            output.Write(" NIL"u8);
            return;
        }

        output.Write(" ("u8);
        foreach (var (name, route, mailbox, host) in addresses)
        {
            output.Write("("u8);
            output.WriteNString(name);
            output.Write(" "u8);
            output.WriteNString(route);
            output.Write(" "u8);
            output.WriteNString(mailbox);
            output.Write(" "u8);
            output.WriteNString(host);
            output.Write(")"u8);
        }

        output.Write(")"u8);
    }
}
