using System.Globalization;
using System.Text;

namespace Reference.Store;

/// <summary>
/// Names for directories made from names that clients choose: letters, digits, '-' and '_' stay, all else becomes %XX of its UTF-8. So nothing
/// leads out of the parent directory, and no name means something to the file system.
/// </summary>
internal static class PathNames
{
    /// <summary>Octets of a file name that any file system takes, less room for a number before it.</summary>
    public const int MaxLength = 200;

    /// <param name="keepCapitals">False where two names that differ in case must not meet in a file system that ignores it.</param>
    public static string Encode(string name, bool keepCapitals)
    {
        var result = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(name))
        {
            var c = (char)octet;
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' || (keepCapitals && char.IsAsciiLetterUpper(c))) result.Append(c);
            else result.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        return result.ToString();
    }

    /// <summary>A mailbox's directory: its first UIDVALIDITY, which no other mailbox of the user has, and its first name, for the reader.</summary>
    public static string ForMailbox(uint uidValidity, string name)
    {
        var label = Encode(name, keepCapitals: true);
        if (label.Length > MaxLength) label = label[..MaxLength];
        return string.Create(CultureInfo.InvariantCulture, $"{uidValidity}-{label}");
    }

    /// <summary>The number and name that a mailbox's directory was made with; false if it is none.</summary>
    public static bool TryParse(string directory, out uint uidValidity, out string name)
    {
        name = "";
        var dash = directory.IndexOf('-', StringComparison.Ordinal);
        if (!uint.TryParse(dash < 0 ? "" : directory[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out uidValidity)) return false;
        name = Uri.UnescapeDataString(directory[(dash + 1)..]);
        return true;
    }
}
