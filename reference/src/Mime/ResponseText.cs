using System.Buffers;
using System.Globalization;
using System.Text;

namespace Reference.Mime;

/// <summary>Writes values in the forms of RFC 3501, 4.3: quoted where their octets allow it, else as a literal.</summary>
internal static class ResponseText
{
    // Nothing limits a quoted string, but some clients read lines into a buffer of fixed size.
    private const int LongestQuoted = 1000;

    public static void WriteAscii(this IBufferWriter<byte> output, string text) => Encoding.ASCII.GetBytes(text, output);

    public static void WriteNumber(this IBufferWriter<byte> output, int number) =>
        output.WriteAscii(number.ToString(CultureInfo.InvariantCulture));

    public static void WriteNString(this IBufferWriter<byte> output, byte[]? value)
    {
        if (value is null) output.Write("NIL"u8);
        else output.WriteString(value);
    }

    public static void WriteString(this IBufferWriter<byte> output, string value) => output.WriteString(Encoding.Latin1.GetBytes(value));

    public static void WriteString(this IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        if (value.Length > LongestQuoted || !IsText(value))
        {
            WriteLiteral(output, value);
            return;
        }

        output.Write("\""u8);
        while (value.IndexOfAny((byte)'"', (byte)'\\') is var special and >= 0)
        {
            output.Write(value[..special]);
            output.Write("\\"u8);
            output.Write(value.Slice(special, 1));
            value = value[(special + 1)..];
        }

        output.Write(value);
        output.Write("\""u8);
    }

    // TEXT-CHAR of RFC 3501, 9.
    private static bool IsText(ReadOnlySpan<byte> value) =>
        value.IndexOfAnyExceptInRange((byte)1, (byte)0x7f) < 0 && value.IndexOfAny((byte)'\r', (byte)'\n') < 0;

    private static void WriteLiteral(IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        output.WriteAscii($"{{{value.Length.ToString(CultureInfo.InvariantCulture)}}}\r\n");
        // CHAR8 has no NUL; another octet keeps the length.
        var target = output.GetSpan(value.Length);
        value.Replace(target, (byte)0, (byte)'?');
        output.Advance(value.Length);
    }
}
