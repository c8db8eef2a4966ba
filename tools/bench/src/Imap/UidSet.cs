using System.Globalization;

namespace Bench.Imap;

/// <summary>The UIDs of a VANISHED response: <c>known-uids</c>, ranges of numbers without "*" (RFC 7162 section 3.2.10).</summary>
public sealed class UidSet
{
    private readonly List<(uint First, uint Last)> _ranges = [];

    /// <summary>Adds what an untagged VANISHED or VANISHED (EARLIER) response tells.</summary>
    /// <returns>False when the response is another one.</returns>
    public bool TryAddVanished(ReadOnlySpan<byte> response)
    {
        if (!response.StartsWith("* VANISHED "u8)) return false;
        var text = System.Text.Encoding.ASCII.GetString(response["* VANISHED "u8.Length..]);
        if (text.StartsWith("(EARLIER) ", StringComparison.OrdinalIgnoreCase)) text = text["(EARLIER) ".Length..];
        foreach (var part in text.Split(','))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            var (a, b) = colon < 0 ? (Uid(part), Uid(part)) : (Uid(part[..colon]), Uid(part[(colon + 1)..]));
            _ranges.Add((Math.Min(a, b), Math.Max(a, b)));
        }
        return true;
    }

    public bool Contains(uint uid) => _ranges.Exists(r => r.First <= uid && uid <= r.Last);

    private static uint Uid(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var uid) && uid > 0
        ? uid
        : throw new BenchException($"a VANISHED response has \"{text}\" where a UID belongs");
}
