using System.Text;

namespace Conformance.Fuzzing;

/// <summary>One command to send.</summary>
/// <param name="Bytes">From the tag to the final CRLF, literals inside.</param>
/// <param name="Tag">Its tag.</param>
/// <param name="Name">Its name in upper case, with the second word after UID; empty where the broken octet left none.</param>
/// <param name="IsBroken">No rule of the grammar derives it.</param>
public sealed record FuzzCommand(byte[] Bytes, string Tag, string Name, bool IsBroken)
{
    /// <summary>The bytes as printable text.</summary>
    public string Shown
    {
        get
        {
            var text = new StringBuilder();
            foreach (var octet in Bytes)
            {
                if (octet is >= 0x20 and < 0x7f and not (byte)'\\')
                    text.Append((char)octet);
                else
                    text.Append(octet switch { (byte)'\r' => "\\r", (byte)'\n' => "\\n", (byte)'\\' => "\\\\", _ => $"\\x{octet:X2}" });
            }
            return text.ToString();
        }
    }
}
