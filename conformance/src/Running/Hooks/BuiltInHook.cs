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

            await server.DownAsync(politely: name is not ("kill" or "index-delete-killed"));
            var output = name switch
            {
                "history-drop" => await server.ToolAsync("forget-expunges", call.User, call.Mailbox, cancel),
                "nomodseq" => await server.ToolAsync("no-modseqs", call.User, call.Mailbox, cancel),
                "restart" or "kill" => "",
                _ => await DeleteAsync(call, cancel),
            };
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
