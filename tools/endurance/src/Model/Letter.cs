using System.Globalization;
using System.Text;

namespace Endurance.Model;

/// <summary>A message whose octets follow from its name, so that any copy of it can be checked.</summary>
public static class Letter
{
    private const string Header = "X-Endurance: ";

    /// <param name="writer">Who appends it.</param>
    /// <param name="number">Unique for the writer.</param>
    /// <param name="size">About so many octets.</param>
    public static string Name(int writer, int number, int size) =>
        string.Create(CultureInfo.InvariantCulture, $"w{writer}-{number}-{size}");

    public static byte[] Write(string name)
    {
        var size = int.Parse(name.AsSpan(name.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);
        var text = new StringBuilder(size + 200).Append("From: a@example.org\r\nSubject: ").Append(name).Append("\r\n").Append(Header)
            .Append(name).Append("\r\n\r\n");
        for (var line = 0; text.Length < size; line++) text.Append(CultureInfo.InvariantCulture, $"{name} line {line}\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The name of a message, or null when the octets are not those of a letter, from first to last.</summary>
    public static string? Recognise(byte[] message)
    {
        var text = Encoding.Latin1.GetString(message);
        var start = text.IndexOf(Header, StringComparison.Ordinal);
        if (start < 0) return null;
        var end = text.IndexOf('\r', start);
        if (end < 0) return null;
        var name = text[(start + Header.Length)..end];
        return int.TryParse(name.AsSpan(name.LastIndexOf('-') + 1), CultureInfo.InvariantCulture, out var size) && size < 1 << 20
            && message.AsSpan().SequenceEqual(Write(name)) ? name : null;
    }
}
