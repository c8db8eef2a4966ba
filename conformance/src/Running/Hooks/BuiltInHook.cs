using System.Net.Sockets;

namespace Conformance.Running.Hooks;

/// <summary>A hook of the built-in server.</summary>
internal sealed class BuiltInHook(BuiltInServer server, string name) : IHook
{
    public static IReadOnlyList<string> Names { get; } = ["index-delete", "index-delete-stopped", "index-delete-killed", "restart", "kill", "history-drop", "nomodseq", "deliver"];

    public bool SparesOthers => name is "index-delete" or "history-drop" or "nomodseq" or "deliver";

    public bool ServesMany => !SparesOthers;

    public async Task<HookOutcome> RunAsync(IReadOnlyList<HookCall> calls, CancellationToken cancel)
    {
        try
        {
            if (!SparesOthers)
                return new HookOutcome(true, await RestartAsync(calls, cancel));
            var output = new List<string>();
            foreach (var (_, user, mailbox, _, _) in calls)
            {
                output.Add(name switch
                {
                    "index-delete" => await DeleteAsync(user, mailbox, cancel),
                    "deliver" => await server.DeliverAsync(user, mailbox, cancel),
                    _ => await server.AskAsync(name == "nomodseq" ? "no-modseqs" : "forget-expunges", user, mailbox, cancel),
                });
            }

            return new HookOutcome(true, string.Join('\n', output));
        }
        catch (Exception e) when (e is BuiltInServerException or IOException or UnauthorizedAccessException or SocketException)
        {
            return new HookOutcome(false, e.Message);
        }
    }

    private async Task<string> RestartAsync(IReadOnlyList<HookCall> calls, CancellationToken cancel)
    {
        var deletes = name is "index-delete-stopped" or "index-delete-killed";
        // Asked while it can be: it is quicker than a tool of its own.
        foreach (var call in deletes ? calls : [])
            await server.FindAsync(call.User, call.Mailbox, cancel);
        await server.DownAsync(politely: name is not ("kill" or "index-delete-killed"));
        var output = new List<string>();
        foreach (var call in deletes ? calls : [])
            output.Add(await DeleteAsync(call.User, call.Mailbox, cancel));
        await server.UpAsync(cancel);
        return string.Join('\n', output);
    }

    private async Task<string> DeleteAsync(string user, string mailbox, CancellationToken cancel) =>
        $"{await server.DeleteIndexAsync(user, mailbox, cancel)} index files deleted";
}
