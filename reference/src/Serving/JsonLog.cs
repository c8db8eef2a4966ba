using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Reference.Serving;

/// <summary>One JSON object on one line per event: <c>time</c>, <c>level</c>, <c>source</c> (the connection, such as c1, or the part of the
/// server), <c>message</c>, <c>exception</c> if there is one, and each value of the message by its name, with a small first letter: <c>tag</c>,
/// <c>command</c>, <c>condition</c>…</summary>
public sealed class JsonLog(TextWriter output, LogLevel least, TimeProvider clock) : LogToWriter(output, least, clock)
{
    private protected override string Format(LogLine line)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", line.TimeText);
            json.WriteString("level", line.LevelText);
            json.WriteString("source", line.Source);
            json.WriteString("message", line.Message);
            foreach (var (name, value) in line.Values)
            {
                // The template itself goes by this name; the message says it better.
                if (name == "{OriginalFormat}") continue;
                json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(name));
                if (value is int or long or uint) json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                else json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
            }
            if (line.Exception is not null) json.WriteString("exception", line.Exception.ToString());
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
