using Conformance.Running.Hooks;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>Runs hooks, and notes in the transcript what they did.</summary>
internal sealed class HookRunner(CaseState state)
{
    /// <summary>Hooks that leave all other mailboxes and sessions alone; beside any other nothing else may run.</summary>
    private static readonly string[] Harmless = ["index-delete", "deliver"];

    /// <summary>Whether cases with this hook have to run by themselves.</summary>
    public static bool IsDisruptive(string hook) => !Harmless.Contains(hook);

    public async Task RunAsync(HookStep step, Bindings scope, CancellationToken cancel)
    {
        var target = state.Environment.Target;
        if (!target.Hooks.TryGetValue(step.Name, out var hook))
        {
            state.SkipReason ??= $"no hook {step.Name} was given";
            return;
        }

        scope.TryGet("mailbox", out var mailbox);
        state.Transcript.Add("", 0, EntryKind.Note, text: $"hook {step.Name} begins");
        var outcome = await hook.RunAsync(new HookCall(step.Name, target.Account.User, Astring.Read(mailbox ?? ""), target.Host, target.Port), cancel);
        state.Transcript.Add("", 0, EntryKind.Note, text: $"hook {step.Name} {(outcome.Done ? "is done" : "failed")}{(outcome.Output.Length > 0 ? ": " + outcome.Output : "")}");
        if (!outcome.Done)
            state.Block($"hook {step.Name} failed: {outcome.Output}", step.Line);
    }
}
