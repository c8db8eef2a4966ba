namespace Conformance.Running.Hooks;

/// <summary>A hook of the built-in server.</summary>
internal sealed class BuiltInHook(BuiltInServer server, string name) : IHook
{
    public static IReadOnlyList<string> Names { get; } = ["index-delete", "index-delete-stopped", "index-delete-killed", "restart", "kill"];

    public async Task<HookOutcome> RunAsync(HookCall call, CancellationToken cancel)
    {
        try
        {
            if (name == "index-delete")
                return new HookOutcome(true, await DeleteAsync(call, cancel));

            await server.DownAsync(politely: name is "restart" or "index-delete-stopped");
            var output = name.StartsWith("index-delete", StringComparison.Ordinal) ? await DeleteAsync(call, cancel) : "";
            await server.UpAsync(cancel);
            return new HookOutcome(true, output);
        }
        catch (Exception e) when (e is BuiltInServerException or IOException or UnauthorizedAccessException)
        {
            return new HookOutcome(false, e.Message);
        }
    }

    private async Task<string> DeleteAsync(HookCall call, CancellationToken cancel) =>
        $"{await server.DeleteIndexAsync(call.User, call.Mailbox, cancel)} index files deleted";
}
