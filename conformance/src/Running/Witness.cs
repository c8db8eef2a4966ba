using Conformance.Checking.Convergence;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>Tells which messages a mailbox has, by opening it anew each time: the truth that a session which has been there for long is held against. Shared by all cases of a server.</summary>
internal sealed class Witness(Target target, Offer offer, Pace pace) : IAsyncDisposable
{
    private readonly Backstage connection = new(target, offer, pace, "L");
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>The UIDs that are there now, in order; null if a command was not answered OK.</summary>
    /// <param name="transcript">Where it is recorded, as the second connection of that lane.</param>
    /// <exception cref="FixtureException">There is no connection.</exception>
    public async Task<IReadOnlyList<uint>?> ListAsync(Transcript transcript, string tagPrefix, string lane, string mailbox, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            connection.Attach(transcript, tagPrefix, lane, 2);
            if ((await connection.CommandAsync(Dialogue.Parts($"EXAMINE {mailbox}"), cancel)).Tagged.Status != "OK")
                return null;
            var list = Uids(await connection.GoOnAsync("UID FETCH 1:* (FLAGS)", cancel));
            // The mailbox is going to be deleted.
            if (await connection.GoOnAsync("CLOSE", cancel) is not { Tagged.Status: "OK" })
                await connection.ForgetAsync();
            return list;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The UIDs of what a FETCH of all messages answered; null unless it was answered OK.</summary>
    public static IReadOnlyList<uint>? Uids(Answer? answer) =>
        answer is { Tagged.Status: "OK" } ? [.. Listing.Read(answer.Window.Entries).Messages.Keys.Order()] : null;

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        turn.Dispose();
    }
}
