using Conformance.Running.Hooks;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>Runs hooks, and notes in the transcript what they did.</summary>
internal sealed class HookRunner(CaseState state)
{
    /// <summary>Hooks that by their meaning leave all other mailboxes and sessions alone; beside any other nothing else may run, unless it says that it spares others.</summary>
    private static readonly string[] Harmless = ["index-delete", "deliver"];

    /// <summary>Whether nothing may run beside the hook but what waits for it.</summary>
    /// <param name="hook">As the target has it; null where it has none.</param>
    public static bool IsDisruptive(string name, IHook? hook) => !Harmless.Contains(name) && hook?.SparesOthers != true;

    public async Task RunAsync(HookStep step, Bindings scope, CancellationToken cancel)
    {
        var target = state.Environment.Target;
        if (!target.Hooks.TryGetValue(step.Name, out var hook))
        {
            state.SkipReason ??= $"no hook {step.Name} was given";
            return;
        }

        scope.TryGet("mailbox", out var mailbox);
        var call = new HookCall(step.Name, target.Account.User, Astring.Read(mailbox ?? ""), target.Host, target.Port);
        var outcome = state.Environment.Standstill is { } standstill && IsDisruptive(step.Name, hook)
            ? await TogetherAsync(standstill, hook, call, cancel)
            : await AloneAsync(hook, call, cancel);
        state.Transcript.Add("", 0, EntryKind.Note, text: $"hook {step.Name} {(outcome.Done ? "is done" : "failed")}{(outcome.Output.Length > 0 ? ": " + outcome.Output : "")}");
        if (!outcome.Done)
            state.Block($"hook {step.Name} failed: {outcome.Output}", step.Line);
    }

    private Task<HookOutcome> AloneAsync(IHook hook, HookCall call, CancellationToken cancel)
    {
        state.Transcript.Add("", 0, EntryKind.Note, text: $"hook {call.Name} begins");
        return hook.RunAsync(call, cancel);
    }

    /// <summary>What other cases take until they wait too is not this one's time.</summary>
    private async Task<HookOutcome> TogetherAsync(Standstill standstill, IHook hook, HookCall call, CancellationToken cancel)
    {
        using var pause = state.Deadline?.Pause();
        state.Transcript.Add("", 0, EntryKind.Note, text: $"hook {call.Name} begins as soon as all cases that share it wait for it");
        return await standstill.RunAsync(hook, call, cancel);
    }
}
