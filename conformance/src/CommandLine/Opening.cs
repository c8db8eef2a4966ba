using System.Collections.Concurrent;
using Conformance.Running;
using Conformance.Running.Hooks;
using Conformance.Wire;

namespace Conformance.CommandLine;

/// <summary>A server that was reached and probed: the named one, or the built-in one, which is started for it and ended with it.</summary>
public sealed class Opening : IAsyncDisposable
{
    /// <summary>The built-in server is up in a fraction of a second; a busy machine gets more.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);

    /// <summary>A hook may restart a server and rebuild an index.</summary>
    private static readonly TimeSpan HookTime = TimeSpan.FromSeconds(60);

    private readonly BuiltInServer? builtIn;
    private readonly ConcurrentBag<BuiltInServer> others = [];

    private Opening(string description, Target target, Offer offer, Pace pace, Transcript transcript, BuiltInServer? builtIn)
    {
        Description = description;
        Target = target;
        Offer = offer;
        Pace = pace;
        Transcript = transcript;
        this.builtIn = builtIn;
    }

    /// <summary>As it is named in reports.</summary>
    public string Description { get; }

    public Target Target { get; }

    public Offer Offer { get; }

    public Pace Pace { get; }

    /// <summary>What the probe said and heard.</summary>
    public Transcript Transcript { get; }

    /// <summary>What the server says of itself.</summary>
    public string? Identity => Offer.ServerId.TryGetValue("name", out var name)
        ? Offer.ServerId.TryGetValue("version", out var version) ? $"{name} {version}" : name
        : null;

    /// <summary>Octets of memory that the built-in server's process has; null for another server.</summary>
    public long? ServerMemory => builtIn?.Memory;

    /// <summary>Starts one more built-in server, which is ended with this; null where a server was named.</summary>
    public Func<CancellationToken, Task<Target>>? Another => builtIn is null ? null : async cancel =>
    {
        var other = await BuiltInServer.StartAsync(StartTime, TimeProvider.System, cancel);
        others.Add(other);
        return other.Target;
    };

    /// <exception cref="TargetException">The server cannot be used.</exception>
    public static async Task<Opening> OpenAsync(RunSettings settings, TextWriter error, CancellationToken cancel)
    {
        var clock = TimeProvider.System;
        var pace = new Pace(settings.Run.Timeout, settings.Run.Limits, clock);
        var transcript = new Transcript(clock);
        BuiltInServer? builtIn = null;
        try
        {
            Target target;
            string description;
            if (settings.Server is { } server)
            {
                description = server.ToString();
                target = new Target(
                    server.Host, server.Port, settings.Tls, settings.Account!, settings.SecondAccount, settings.Mechanism,
                    settings.HookCommands.ToDictionary(h => h.Key, h => (IHook)new ShellHook(h.Value, HookTime, clock) { IsOfServer = h.Key is "restart" or "kill" }, StringComparer.Ordinal));
                if (settings.Wait > TimeSpan.Zero)
                    await Patience.WaitAsync(server.Host, server.Port, settings.Wait, clock, error, cancel);
            }
            else
            {
                builtIn = await BuiltInServer.StartAsync(StartTime, clock, cancel);
                description = "the built-in reference server (no --server was given)";
                target = builtIn.Target;
            }

            var offer = await TargetProbe.RunAsync(target, pace, $"{settings.Run.Prefix}-probe-{Guid.NewGuid():N}"[..32], transcript, cancel);
            if (target.SecondAccount is { } second)
                await TargetProbe.LogInAsync(target, second, offer, pace, transcript, cancel);
            return new Opening(description, target, offer, pace, transcript, builtIn);
        }
        catch
        {
            if (builtIn is not null)
                await builtIn.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in others.Append(builtIn).OfType<BuiltInServer>())
            await server.DisposeAsync();
    }
}
