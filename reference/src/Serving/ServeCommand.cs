using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Reference.Store;
using Reference.Wire;

namespace Reference.Serving;

/// <summary><c>reference serve</c>: opens the store, listens, says so in one line, and stops on SIGTERM or Ctrl-C.</summary>
public static class ServeCommand
{
    /// <returns>The exit code: 0 after a graceful stop, 1 when it could not start.</returns>
    public static async Task<int> RunAsync(
        ServeOptions options, TextReader input, TextWriter output, TextWriter error, CancellationToken stop)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, options.ExitWithInput ? Ignore : Stop);
        using var logs = new LoggerFactory(
            [options.LogsJson ? new JsonLog(error, options.LogLevel, TimeProvider.System) : new LineLog(error, options.LogLevel, TimeProvider.System)], new LoggerFilterOptions { MinLevel = options.LogLevel });
        if (options.UsersFile is null && !(IPAddress.IsLoopback(options.Listen.Address) && IsLoopback(options.TlsListen)))
        {
            await error.WriteLineAsync("The demo accounts are for loopback only. Give --users FILE, or listen on 127.0.0.1 or [::1].");
            return 1;
        }
        if (!IsLoopback(options.Delivery))
        {
            await error.WriteLineAsync("LMTP asks nobody for a password and is for loopback only. Give --lmtp 127.0.0.1:PORT or [::1]:PORT.");
            return 1;
        }
        var root = options.Root ?? Directory.CreateTempSubdirectory("reference-mail-").FullName;
        try
        {
            await using var store = await MailStore.OpenAsync(
                new StoreOptions { Root = root, Durability = options.Durability, Logger = logs.CreateLogger("store") }, stopping.Token);
            var accounts = options.UsersFile is null
                ? Accounts.Demo(store)
                : Accounts.Parse(await File.ReadAllTextAsync(options.UsersFile, stopping.Token), store, PrivateFile.LoadNobodysKey(root));
            var (tls, certificateFile) = options.CertificateFile is null
                ? ServerCertificate.SelfSigned(root, TimeProvider.System)
                : (ServerCertificate.Load(options.CertificateFile, options.KeyFile), options.CertificateFile);
            await using var server = new Server(
                new ServerSettings
                {
                    Listen = options.Listen, TlsListen = options.TlsListen, Tls = tls, RequireTls = options.RequireTls,
                    Accounts = accounts, Offer = options.Offer, Logs = logs,
                });
            await using var deliveries = options.Delivery is null
                ? null
                : new DeliveryServer(options.Delivery, accounts, Limits.Default, logs, TimeProvider.System);
            if (options.Root is null)
                await error.WriteLineAsync($"NO --root GIVEN: mail is kept in {root} and REMOVED when the server stops.");
            if (options.UsersFile is null)
                await error.WriteLineAsync("No --users given: accounts demo (password demo) and demo2 (password demo2), on loopback only.");
            if (deliveries is not null) await output.WriteLineAsync($"lmtp {ListenAddress.Format(deliveries.Address)}");
            if (server.TlsAddress is not null) await output.WriteLineAsync($"tls {ListenAddress.Format(server.TlsAddress)}");
            logs.CreateLogger("server").LogInformation("the certificate for TLS is {File}", certificateFile);
            await output.WriteLineAsync($"ready {ListenAddress.Format(server.Address)}");
            await output.FlushAsync(CancellationToken.None);
            if (options.ExitWithInput) new OperatorLines(store, root, input, output).Begin(Ended);
            await WaitAsync(stopping.Token);
            return 0;
        }
        catch (Exception e) when (e is StoreException or SocketException or IOException or UnauthorizedAccessException or FormatException)
        {
            await error.WriteLineAsync($"reference serve: {e.Message}");
            return 1;
        }
        finally
        {
            if (options.Root is null) Remove(root, error);
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopping.Cancel();
        }

        void Ended()
        {
            try
            {
                stopping.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // Stopped by a signal meanwhile.
            }
        }

        static void Ignore(PosixSignalContext context) => context.Cancel = true;
    }

    private static bool IsLoopback(IPEndPoint? address) => address is null || IPAddress.IsLoopback(address.Address);

    private static async Task WaitAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult);
        await stopped.Task;
    }

    private static void Remove(string root, TextWriter error)
    {
        try
        {
            Directory.Delete(root, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"reference serve: {root} could not be removed: {e.Message}");
        }
    }
}
