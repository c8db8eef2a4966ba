using System.Diagnostics;
using System.Net;

namespace Conformance.Running;

/// <summary>A running server process: from its line <c>ready HOST:PORT</c> to its end.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process process;
    private readonly SemaphoreSlim asking = new(1);

    private ServerProcess(Process process, IPEndPoint address, IPEndPoint? delivery)
    {
        this.process = process;
        Address = address;
        Delivery = delivery;
    }

    public IPEndPoint Address { get; }

    /// <summary>Where it takes mail by LMTP, if it said so in a line <c>lmtp HOST:PORT</c> before.</summary>
    public IPEndPoint? Delivery { get; }

    /// <summary>Octets of physical memory that it has now; null if it has ended.</summary>
    public long? Memory
    {
        get
        {
            try
            {
                process.Refresh();
                return process.WorkingSet64;
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    /// <param name="log">Gets what it writes to standard error.</param>
    /// <exception cref="BuiltInServerException">It ended, or said nothing in time.</exception>
    public static async Task<ServerProcess> StartAsync(ProcessStartInfo start, RecentLines log, TimeSpan timeout, TimeProvider clock, CancellationToken cancel)
    {
        var process = new Process { StartInfo = start };
        using var deadline = new Deadline(timeout, clock, cancel);
        try
        {
            process.Start();
            process.ErrorDataReceived += (_, e) => log.Add(e.Data);
            process.BeginErrorReadLine();
            IPEndPoint? delivery = null;
            while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                if (line.StartsWith("lmtp ", StringComparison.Ordinal))
                    _ = IPEndPoint.TryParse(line["lmtp ".Length..].Trim(), out delivery);
                if (!line.StartsWith("ready ", StringComparison.Ordinal) || !IPEndPoint.TryParse(line["ready ".Length..].Trim(), out var address))
                    continue;
                return new ServerProcess(process, address, delivery);
            }

            await process.WaitForExitAsync(deadline.Token);
            throw new BuiltInServerException($"the reference server ended at its start, exit code {process.ExitCode}: {string.Join(" / ", log.Lines.TakeLast(5))}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BuiltInServerException($"{start.FileName} could not be started: {e.Message}", e);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Kill(process);
            throw new BuiltInServerException($"the reference server was not ready within {timeout.TotalSeconds:0.###} s: {string.Join(" / ", log.Lines.TakeLast(5))}");
        }
        catch
        {
            Kill(process);
            throw;
        }
    }

    /// <summary>Asks it something about a mailbox, on its standard input.</summary>
    /// <returns>What it answered.</returns>
    /// <exception cref="BuiltInServerException">It refused, or ended.</exception>
    public async Task<string> AskAsync(string what, string user, string mailbox, CancellationToken cancel)
    {
        await asking.WaitAsync(cancel);
        try
        {
            await process.StandardInput.WriteAsync($"{what}\t{user}\t{mailbox}\n".AsMemory(), cancel);
            await process.StandardInput.FlushAsync(cancel);
            var answer = await process.StandardOutput.ReadLineAsync(cancel);
            return answer?.StartsWith("ok ", StringComparison.Ordinal) == true
                ? answer["ok ".Length..]
                : throw new BuiltInServerException($"the reference server answered {what} with: {answer ?? "nothing, it ended"}");
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ObjectDisposedException)
        {
            throw new BuiltInServerException($"the reference server could not be asked for {what}: {e.Message}", e);
        }
        finally
        {
            asking.Release();
        }
    }

    /// <summary>Ends it, politely (its standard input is closed) or at once; in the end it is gone.</summary>
    public async Task EndAsync(bool politely, TimeSpan timeout, TimeProvider clock)
    {
        if (politely)
        {
            process.StandardInput.Close();
            using var deadline = new Deadline(timeout, clock, CancellationToken.None);
            try
            {
                await process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                // It had its time.
            }
        }

        Kill(process);
        await process.WaitForExitAsync(CancellationToken.None);
        Dispose();
    }

    /// <summary>Lets go of it; <see cref="EndAsync"/> ends it.</summary>
    public void Dispose()
    {
        process.Dispose();
        asking.Dispose();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It is gone, or never was.
        }
    }
}
