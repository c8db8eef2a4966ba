using System.Text;
using Conformance.Wire;

namespace Conformance.Checking.Matching;

/// <summary>Responses as a report shows them: one line each, control characters escaped, long ones cut.</summary>
internal static class Shown
{
    private const int MostResponses = 4;
    private const int MostCharacters = 300;

    public static string All(IEnumerable<Received> responses)
    {
        var list = responses.ToList();
        var shown = string.Join(" / ", list.TakeLast(MostResponses).Select(r => One(r.Response)));
        return list.Count > MostResponses ? $"(after {list.Count - MostResponses} others) {shown}" : shown;
    }

    public static string One(Response response)
    {
        var text = new StringBuilder();
        foreach (var b in response.Raw.Span.TrimEnd("\r\n"u8))
        {
            text.Append(b switch
            {
                (byte)'\r' => "\\r",
                (byte)'\n' => "\\n",
                < 0x20 or >= 0x7F => $"\\x{b:X2}",
                _ => ((char)b).ToString(),
            });
            if (text.Length > MostCharacters)
                return text.Append('…').ToString();
        }

        return text.ToString();
    }
}
