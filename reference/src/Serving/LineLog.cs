using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Reference.Serving;

/// <summary>Writes one line per event to a writer: time, level, category (the connection), message; quick to start.</summary>
/// <remarks>The message template's values stand in the line, so passwords must not be among them; none is.</remarks>
public sealed class LineLog(TextWriter output, LogLevel least, TimeProvider clock) : ILoggerProvider
{
    private readonly Lock _lock = new();

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
    }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var line = new StringBuilder();
        line.Append(clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture))
            .Append(' ').Append(Name(level)).Append(' ').Append(category).Append(' ');
        // One event is one line, whatever a client managed to get into it.
        foreach (var c in message) line.Append(char.IsControl(c) ? '?' : c);
        if (exception is not null) line.Append('\n').Append(exception);
        lock (_lock) output.WriteLine(line.ToString());
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "crit",
    };

    private sealed class Category(LineLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log.LeastLevel && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Write(logLevel, name, formatter(state, exception), exception);
        }
    }

    private LogLevel LeastLevel => least;
}
