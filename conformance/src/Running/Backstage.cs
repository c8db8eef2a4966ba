using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>
/// A connection of the suite's own, reused from case to case and opened when it is first used. It never uses CONDSTORE. What goes over it stands in the transcript of the case
/// that it works for.
/// </summary>
/// <param name="mark">Tells its tags from others'.</param>
internal sealed class Backstage(Target target, Offer offer, Pace pace, string mark) : IAsyncDisposable
{
    private Dialogue? dialogue;
    private (Transcript Transcript, string Lane, int? Number) record = (new Transcript(pace.Clock), "0", null);
    private string tagPrefix = "";
    private int connections;
    private int commands;

    /// <summary>From here on it works for that case.</summary>
    /// <param name="number">Of the connection in its lane; null counts its own.</param>
    public void Attach(Transcript transcript, string tags, string lane, int? number = null)
    {
        record = (transcript, lane, number);
        tagPrefix = tags;
        dialogue?.Connection.RecordIn(transcript, lane, number ?? connections);
    }

    /// <summary>The same case, in another lane of its transcript.</summary>
    public void Appear(string lane, int? number = null) => Attach(record.Transcript, tagPrefix, lane, number);

    /// <summary>A command and its tagged answer. A connection that broke since the last one is opened anew.</summary>
    /// <exception cref="FixtureException">There is no tagged answer.</exception>
    public async Task<Answer> CommandAsync(IReadOnlyList<OutgoingPart> parts, CancellationToken cancel)
    {
        try
        {
            if (dialogue is { IsReady: false })
                await ForgetAsync();
            var isReused = dialogue is not null;
            dialogue ??= await OpenAsync(cancel);
            var answer = await dialogue.CommandAsync(parts, cancel);
            if (isReused && answer is { Window.Tagged: null, Fault.Fault: WireFault.HungUp })
            {
                // The server was restarted since, and that shows only now.
                await ForgetAsync();
                dialogue = await OpenAsync(cancel);
                answer = await dialogue.CommandAsync(parts, cancel);
            }

            if (answer.Window.Tagged is not null)
                return answer;
            await ForgetAsync();
            throw new FixtureException($"the connection that prepares mailboxes failed: {(answer.Bye is { } bye ? Doorway.Describe(bye) : answer.Fault?.Message)}");
        }
        catch (TargetException e)
        {
            throw new FixtureException(e.Message, e);
        }
        catch (OperationCanceledException)
        {
            // The command in flight cannot be taken up again.
            await ForgetAsync();
            throw;
        }
    }

    /// <summary>A command on the connection as it stands; null where there is none, or none any more.</summary>
    public async Task<Answer?> GoOnAsync(string command, CancellationToken cancel)
    {
        if (dialogue is not { IsReady: true } open)
            return null;
        try
        {
            var answer = await open.CommandAsync(command, cancel);
            if (answer.Window.Tagged is not null)
                return answer;
        }
        catch (OperationCanceledException)
        {
            await ForgetAsync();
            throw;
        }

        await ForgetAsync();
        return null;
    }

    /// <summary>Hangs up; the next command opens another connection.</summary>
    public async Task ForgetAsync()
    {
        if (dialogue is { } open)
        {
            dialogue = null;
            await open.Connection.DisposeAsync();
        }
    }

    /// <summary>LOGOUT and the end of the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (dialogue is { IsReady: true } open)
            await open.CommandAsync("LOGOUT", CancellationToken.None);
        await ForgetAsync();
    }

    private async Task<Dialogue> OpenAsync(CancellationToken cancel)
    {
        var entrance = await Doorway.ConnectAsync(
            target, offer.UsesStartTls, record.Transcript, record.Lane, NextNumber(), () => $"{tagPrefix}{mark}{++commands}", pace, cancel);
        try
        {
            if (entrance.Greeting.Status != "PREAUTH")
                await Doorway.LogInAsync(entrance.Dialogue, target, target.Account, offer.BeforeLogin, cancel);
        }
        catch
        {
            await entrance.Dialogue.Connection.DisposeAsync();
            throw;
        }

        return entrance.Dialogue;
    }

    private int NextNumber()
    {
        connections++;
        return record.Number ?? connections;
    }
}
