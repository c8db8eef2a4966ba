using System.Text;
using Microsoft.Extensions.Logging;

namespace Reference.Serving;

/// <summary>One line per event, for people: time, level, connection or part of the server, message.</summary>
public sealed class LineLog(TextWriter output, LogLevel least, TimeProvider clock) : LogToWriter(output, least, clock)
{
    private protected override string Format(LogLine line)
    {
        var text = new StringBuilder();
        text.Append(line.TimeText).Append(' ').Append(line.LevelText).Append(' ').Append(line.Source).Append(' ');
        // One event is one line, whatever a client managed to get into it.
        foreach (var c in line.Message) text.Append(char.IsControl(c) ? '?' : c);
        if (line.Exception is not null) text.Append('\n').Append(line.Exception);
        return text.ToString();
    }
}
