using System.Net.Sockets;

namespace Conformance.Running.Hooks;

/// <summary>A hook of the built-in server.</summary>
internal sealed class BuiltInHook(BuiltInServer server, string name) : IHook
{
    public static IReadOnlyList<string> Names { get; } = ["index-delete", "index-delete-stopped", "index-delete-killed", "restart", "kill", "history-drop", "nomodseq", "deliver"];

    public async Task<HookOutcome> RunAsync(HookCall call, CancellationToken cancel)
    {
        try
        {
            if (name == "index-delete")
                return new HookOutcome(true, await DeleteAsync(call, cancel));

            if (name == "deliver")
                return new HookOutcome(true, await server.DeliverAsync(call.User, call.Mailbox, cancel));

            if (name is "history-drop" or "nomodseq")
                return new HookOutcome(true, await server.AskAsync(name == "nomodseq" ? "no-modseqs" : "forget-expunges", call.User, call.Mailbox, cancel));

            // Asked while it can be: it is quicker than a tool of its own.
            if (name is "index-delete-stopped" or "index-delete-killed")
                await server.FindAsync(call.User, call.Mailbox, cancel);
            await server.DownAsync(politely: name is not ("kill" or "index-delete-killed"));
            var output = name is "restart" or "kill" ? "" : await DeleteAsync(call, cancel);
            await server.UpAsync(cancel);
            return new HookOutcome(true, output);
        }
        catch (Exception e) when (e is BuiltInServerException or IOException or UnauthorizedAccessException or SocketException)
        {
            return new HookOutcome(false, e.Message);
        }
    }

    private async Task<string> DeleteAsync(HookCall call, CancellationToken cancel) =>
        $"{await server.DeleteIndexAsync(call.User, call.Mailbox, cancel)} index files deleted";
}
