using System.Globalization;

namespace Bench.Imap;

/// <summary>The tagged answer to a command (RFC 3501 section 7.1).</summary>
/// <param name="Status">OK, NO or BAD.</param>
/// <param name="Text">What follows it, response code included.</param>
public readonly record struct Completion(string Status, string Text)
{
    public bool IsOk => Status == "OK";

    /// <summary>True when MODIFIED is the response code: a conditional STORE left messages out (RFC 7162 section 3.1.3).</summary>
    public bool IsModified => Text.StartsWith("[MODIFIED ", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="BenchException">The answer is not OK.</exception>
    public void DemandOk(string server, string command)
    {
        if (!IsOk) throw new BenchException($"{server}: {Shown(command)} was answered {Status} {Text}");
    }

    /// <summary>The number in a response code such as UIDVALIDITY, or null when the text has no such code.</summary>
    public static ulong? Number(string text, string code)
    {
        var start = text.IndexOf($"[{code} ", StringComparison.OrdinalIgnoreCase);
        if (start < 0) return null;
        start += code.Length + 2;
        var end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return ulong.TryParse(text.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>A command as it may be shown: one line, not too long, no password.</summary>
    public static string Shown(string command)
    {
        if (command.StartsWith("LOGIN ", StringComparison.OrdinalIgnoreCase)) return "LOGIN …";
        var line = command.AsSpan();
        var cr = line.IndexOf('\r');
        if (cr >= 0) line = line[..cr];
        return line.Length <= 120 ? line.ToString() : $"{line[..120]}…";
    }
}
