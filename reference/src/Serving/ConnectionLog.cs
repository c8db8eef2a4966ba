using System.Collections;
using Microsoft.Extensions.Logging;

namespace Reference.Serving;

/// <summary>The log of one connection: each event carries the connection's name as the value <c>Connection</c>.</summary>
/// <remarks>A logger of the factory's for each connection would stay with the factory for ever.</remarks>
internal sealed class ConnectionLog(ILogger shared, string connection) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => shared.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => shared.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!shared.IsEnabled(logLevel)) return;
        var said = new Event(connection, formatter(state, exception), state as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
        shared.Log(logLevel, eventId, said, exception, static (one, _) => $"{one.Connection} {one.Message}");
    }

    /// <summary>An event with its connection.</summary>
    internal sealed class Event(string connection, string message, IReadOnlyList<KeyValuePair<string, object?>> values)
        : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public string Connection => connection;

        public string Message => message;

        public IReadOnlyList<KeyValuePair<string, object?>> Values => values;

        public int Count => values.Count + 1;

        public KeyValuePair<string, object?> this[int index] => index == 0 ? new("Connection", connection) : values[index - 1];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
