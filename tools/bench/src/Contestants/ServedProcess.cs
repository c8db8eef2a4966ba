using System.Diagnostics;
using System.Globalization;

namespace Bench.Contestants;

/// <summary>A server that the bench started: it prints <c>ready HOST:PORT</c> once, and ends with its standard input.</summary>
public sealed class ServedProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private ServedProcess(Process process) => _process = process;

    public int Pid => _process.Id;

    public string Host { get; private set; } = "";

    public int Port { get; private set; }

    /// <exception cref="BenchException">It ended, or said nothing in time; what it wrote to stderr is in the message.</exception>
    public static async Task<ServedProcess> StartAsync(string program, IEnumerable<string> arguments, CancellationToken stop)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BenchException($"cannot start {program}: {e.Message}", e);
        }
        var served = new ServedProcess(process);
        var said = new List<string>();
        // Read to the end, so that a server that logs much does not stand still; only the beginning is kept.
        process.ErrorDataReceived += (_, line) =>
        {
            lock (said)
            {
                if (line.Data is not null && said.Count < 20) said.Add(line.Data);
            }
        };
        process.BeginErrorReadLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StartTime);
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(limit.Token);
            var colon = line?.LastIndexOf(':') ?? -1;
            if (line is null || !line.StartsWith("ready ", StringComparison.Ordinal) || colon < 0) throw new BenchException(Failure("did not say that it is ready"));
            served.Host = line["ready ".Length..colon].Trim('[', ']');
            served.Port = int.Parse(line[(colon + 1)..].Split(' ')[0], CultureInfo.InvariantCulture);
            return served;
        }
        catch (Exception e)
        {
            await served.DisposeAsync();
            if (e is OperationCanceledException && !stop.IsCancellationRequested) throw new BenchException(Failure($"was not ready within {StartTime.TotalSeconds:0} s"), e);
            throw;
        }

        string Failure(string what)
        {
            lock (said) return $"{program} {what}. {string.Join(" / ", said)}";
        }
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(StopTime);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }
        _process.Dispose();
    }
}
