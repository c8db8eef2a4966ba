namespace Conformance.Running.Hooks;

/// <summary>Something that is done to the server beside the wire. scenarios/README.md says what each name stands for.</summary>
public interface IHook
{
    /// <summary>It leaves all other mailboxes and all sessions alone, whatever its name: anything may run beside it.</summary>
    bool SparesOthers => false;

    /// <summary>Done once, it is done for several mailboxes.</summary>
    bool ServesMany => false;

    /// <summary>Does it. A hook that fails says so in its outcome; it throws only when cancelled.</summary>
    /// <param name="calls">One at least; several, of the same name and user, where it serves many.</param>
    Task<HookOutcome> RunAsync(IReadOnlyList<HookCall> calls, CancellationToken cancel);

    /// <summary>The same for one mailbox.</summary>
    sealed Task<HookOutcome> RunAsync(HookCall call, CancellationToken cancel) => RunAsync([call], cancel);
}

/// <summary>For whom and where.</summary>
public sealed record HookCall(string Name, string User, string Mailbox, string Host, int Port);

/// <summary>What became of it.</summary>
/// <param name="Done">Whether it did what it should.</param>
/// <param name="Output">What it printed, cut to a readable length.</param>
public sealed record HookOutcome(bool Done, string Output);
