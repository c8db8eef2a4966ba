namespace Conformance.Running.Hooks;

/// <summary>Something that is done to the server beside the wire. scenarios/README.md says what each name stands for.</summary>
public interface IHook
{
    /// <summary>Does it. A hook that fails says so in its outcome; it throws only when cancelled.</summary>
    Task<HookOutcome> RunAsync(HookCall call, CancellationToken cancel);
}

/// <summary>For whom and where.</summary>
public sealed record HookCall(string Name, string User, string Mailbox, string Host, int Port);

/// <summary>What became of it.</summary>
/// <param name="Done">Whether it did what it should.</param>
/// <param name="Output">What it printed, cut to a readable length.</param>
public sealed record HookOutcome(bool Done, string Output);
