using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Reference.Serving;

/// <summary>One event of a log.</summary>
/// <param name="Source">The connection (c1), or the part of the server.</param>
/// <param name="Values">The values of the message's template by their names; a command's tag is <c>Tag</c>.</param>
internal sealed record LogLine(
    DateTimeOffset Time, LogLevel Level, string Source, string Message, IReadOnlyList<KeyValuePair<string, object?>> Values, Exception? Exception)
{
    public string TimeText => Time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    public string LevelText => Level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "crit",
    };
}

/// <summary>A log to a writer, one event after the other.</summary>
/// <remarks>The message template's values stand in it, so passwords must not be among them; none is.</remarks>
public abstract class LogToWriter : ILoggerProvider
{
    private readonly Lock _lock = new();
    private readonly TextWriter _output;
    private readonly LogLevel _least;
    private readonly TimeProvider _clock;

    private protected LogToWriter(TextWriter output, LogLevel least, TimeProvider clock)
    {
        _output = output;
        _least = least;
        _clock = clock;
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose() => GC.SuppressFinalize(this);

    private protected abstract string Format(LogLine line);

    private sealed class Category(LogToWriter log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log._least && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var now = log._clock.GetUtcNow();
            var line = state is ConnectionLog.Event said
                ? new LogLine(now, logLevel, said.Connection, said.Message, said.Values, exception)
                : new LogLine(now, logLevel, name, formatter(state, exception), state as IReadOnlyList<KeyValuePair<string, object?>> ?? [], exception);
            var text = log.Format(line);
            lock (log._lock) log._output.WriteLine(text);
        }
    }
}
