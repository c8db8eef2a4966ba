using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace Endurance;

/// <summary>One life of the server: from its start to its end by a signal.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private const int LinesKept = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly Queue<string> _log = new();
    private bool _isDisposed;

    private ServerProcess(Process process) => _process = process;

    public IPEndPoint Address { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>From the start of the process to its line "ready".</summary>
    public TimeSpan Took { get; private set; }

    public int Id => _process.Id;

    /// <summary>The last lines that it wrote to stderr.</summary>
    public string Log
    {
        get
        {
            lock (_log) return string.Join('\n', _log);
        }
    }

    /// <summary>Starts the server and waits until it is ready.</summary>
    /// <exception cref="InconclusiveException">It ended, or was not ready in two minutes; its last words are in the message.</exception>
    /// <param name="server">Its executable, or its .dll.</param>
    /// <param name="root">The mail store.</param>
    /// <param name="users">The users file.</param>
    /// <param name="listen">Where.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="heard">Called for each line of its log, which is JSON then.</param>
    public static async Task<ServerProcess> StartAsync(
        string server, string root, string users, IPEndPoint listen, CancellationToken cancellation, Action<string>? heard = null)
    {
        var process = new Process { StartInfo = Command(server, "serve", "--root", root, "--listen", $"{listen}", "--users", users) };
        if (heard is not null)
        {
            process.StartInfo.ArgumentList.Add("--log-format");
            process.StartInfo.ArgumentList.Add("json");
        }
        // It ends with this process, however that ends, and leaves Ctrl-C to it.
        process.StartInfo.ArgumentList.Add("--exit-with-stdin");
        var life = new ServerProcess(process);
        try
        {
            process.ErrorDataReceived += (_, line) =>
            {
                if (line.Data is not { } text) return;
                heard?.Invoke(text);
                lock (life._log)
                {
                    life._log.Enqueue(text);
                    if (life._log.Count > LinesKept) life._log.Dequeue();
                }
            };
            var started = Stopwatch.StartNew();
            process.Start();
            process.BeginErrorReadLine();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            var line = await process.StandardOutput.ReadLineAsync(patience.Token);
            life.Took = started.Elapsed;
            if (line is null || !line.StartsWith("ready ", StringComparison.Ordinal)) throw new InconclusiveException("it ended at once");
            life.Address = IPEndPoint.Parse(line["ready ".Length..].Trim());
            return life;
        }
        catch (Exception e) when (e is InconclusiveException or Win32Exception or OperationCanceledException or FormatException)
        {
            if (e is not Win32Exception) await life.DisposeAsync();
            cancellation.ThrowIfCancellationRequested();
            throw new InconclusiveException($"the server did not become ready: {e.Message}\n{life.Log}");
        }
    }

    /// <summary>The directory of a mailbox, as the server's own command tells it.</summary>
    public static async Task<string> MailboxPathAsync(
        string server, string root, string user, string mailbox, CancellationToken cancellation)
    {
        using var process = new Process
        {
            StartInfo = Command(server, "mailbox-path", "--root", root, "--user", user, "--mailbox", mailbox),
        };
        process.Start();
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0) throw new InconclusiveException($"mailbox-path failed: {await error}");
        return output.TrimEnd('\n', '\r');
    }

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process.Kill();

    public void Terminate()
    {
        if (SendSignal(_process.Id, Sigterm) != 0) throw new InconclusiveException("SIGTERM could not be sent");
    }

    public async Task WaitForEndAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        await _process.WaitForExitAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        _process.Dispose();
    }

    private const int Sigterm = 15;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int process, int signal);

    private static ProcessStartInfo Command(string server, params string[] arguments)
    {
        var isLibrary = server.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        return new ProcessStartInfo(isLibrary ? "dotnet" : server, isLibrary ? [server, .. arguments] : arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
    }
}
