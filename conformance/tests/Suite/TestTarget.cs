using System.Collections;
using Conformance.CommandLine;

namespace Conformance.Tests.Suite;

/// <summary>
/// The server that tests talk to: the one that the environment names (CONFORMANCE_SERVER, CONFORMANCE_USER, CONFORMANCE_PASSWORD, CONFORMANCE_USER2,
/// CONFORMANCE_HOOK_… and whatever else <c>run</c> takes), otherwise the built-in one. Read by the command line's own code, so that both mean the same.
/// </summary>
public sealed class TestTarget : IAsyncLifetime
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private Opening? opened;

    public RunSettings Settings { get; } = Read();

    public Opening Opened => opened ?? throw new InvalidOperationException("the server was not opened yet");

    public async Task InitializeAsync()
    {
        using var deadline = new CancellationTokenSource(StartTime);
        opened = await Opening.OpenAsync(Settings, TextWriter.Null, deadline.Token);
    }

    public async Task DisposeAsync()
    {
        if (opened is not null)
            await opened.DisposeAsync();
    }

    private static RunSettings Read()
    {
        var options = new RunArguments();
        var command = RunCommand.Create(options);
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(e => e.Key is string key && key.StartsWith("CONFORMANCE_", StringComparison.Ordinal))
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");
        var typed = Layers.Apply([], command.Options.ToDictionary(o => o.Name, o => o.ValueType != typeof(bool)), [.. options.All.Select(o => o.Name)], variables);
        return SettingsReader.Read(command.Parse([.. typed]), options, TextReader.Null);
    }
}
