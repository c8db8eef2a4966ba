using Conformance.Checking.Matching;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>What all sessions of a case share.</summary>
/// <param name="TagPrefix">Begins every tag, so that a server's log leads back to the case: <c>s12</c> gives <c>s12A3</c>.</param>
/// <param name="CaseId">Told to the server by ID where that is offered.</param>
public sealed record SessionSettings(Target Target, Offer Offer, Pace Pace, string TagPrefix, string CaseId, Transcript Transcript);

/// <summary>One lane of a case: a session that connects, logs in, talks, and may connect again.</summary>
public sealed class Session(SessionSettings settings, string lane, Account account) : IAsyncDisposable
{
    private Dialogue? dialogue;
    private int connections;
    private int commands;
    private string? begun;
    private long? left;
    private CutUnit unit;
    private long armedAt;
    private bool cutOff;

    public string Lane => lane;

    /// <summary>There is a connection, or there was one and nobody has opened another.</summary>
    public bool IsOpen => dialogue is not null;

    /// <summary>It has had a connection before.</summary>
    public bool WasOpen => connections > 0;

    /// <summary>It was cut off where <see cref="CutOffAfter"/> said, and stays so.</summary>
    public bool IsCutOff => cutOff || dialogue?.Connection.IsCutOff == true;

    /// <summary>It is to be cut off, now or later.</summary>
    public bool IsToBeCutOff => left is not null;

    /// <summary>Connects and, if asked, logs in; a session that was cut off does not.</summary>
    /// <exception cref="TargetException">It could not.</exception>
    public async Task OpenAsync(bool logIn, CancellationToken cancel)
    {
        if (dialogue is not null)
            await CloseAsync(cancel);
        if (IsCutOff)
            return;
        var entrance = await Doorway.ConnectAsync(
            settings.Target, settings.Offer.UsesStartTls, settings.Transcript, lane, ++connections, NextTag, settings.Pace, cancel);
        dialogue = entrance.Dialogue;
        if (!logIn)
            return;
        if (entrance.Greeting.Status != "PREAUTH")
            await LogInAsync(cancel);
        if (settings.Offer.Has("ID"))
            await dialogue.CommandAsync($"ID (\"name\" \"conformance\" \"scenario\" {Astring.Quote(settings.CaseId)} \"session\" \"{lane}\")", cancel);
        ArmCut();
    }

    /// <summary>Logs in on the connection that there is: after a connection without, or after UNAUTHENTICATE.</summary>
    /// <exception cref="TargetException">It could not.</exception>
    public async Task LogInAsync(CancellationToken cancel) =>
        await Doorway.LogInAsync(Open, settings.Target, account, settings.Offer.BeforeLogin, cancel);

    /// <summary>A command and its answer. A literal that the server refuses ends the command with its tagged answer.</summary>
    public Task<Answer> CommandAsync(IReadOnlyList<OutgoingPart> parts, CancellationToken cancel) => Open.CommandAsync(parts, cancel);

    /// <summary>A command, until the server asks to go on.</summary>
    public async Task<Answer> BeginAsync(IReadOnlyList<OutgoingPart> parts, CancellationToken cancel)
    {
        var (tag, fault) = await Open.SendAsync(parts, cancel);
        begun = tag;
        var answer = fault is null ? await Open.GoOnAsync(tag, cancel) : Open.Failed(tag, fault);
        if (answer.Window.Tagged is not null)
            begun = null;
        return answer;
    }

    /// <summary>More text to the command begun, and its answer. Null if no command is open.</summary>
    public async Task<Answer?> ContinueAsync(IReadOnlyList<OutgoingPart> parts, CancellationToken cancel)
    {
        if (begun is not { } tag)
            return null;
        begun = null;
        return await Open.ContinueAsync(tag, parts, cancel);
    }

    /// <summary>Reads until it is enough.</summary>
    public Task<Answer> WaitAsync(Func<Window, bool> enough, CancellationToken cancel) => Open.UntilAsync(enough, cancel);

    /// <summary>Exactly these bytes.</summary>
    public Task<WireException?> RawAsync(IReadOnlyList<OutgoingPart> parts, CancellationToken cancel) => Open.RawAsync(parts, cancel);

    /// <summary>
    /// Several commands and continuations in one write; each gives a way to read its answer, to be used in this order. A continuation without a begun
    /// command, and bare bytes, have none.
    /// </summary>
    public async Task<IReadOnlyList<Func<CancellationToken, Task<Answer>>?>> SendAllAsync(
        IReadOnlyList<(Talk Talk, IReadOnlyList<OutgoingPart> Parts)> all, CancellationToken cancel)
    {
        var tag = begun;
        if (all.Any(a => a.Talk == Talk.Continue))
            begun = null;
        var open = Open;
        var sent = await open.SendAllAsync(
            [.. all.Select(a => new Outgoing(a.Talk == Talk.Continue ? [.. a.Parts, new BytesOut("\r\n"u8.ToArray())] : a.Parts, a.Talk == Talk.Command))],
            cancel);
        return
        [
            .. all.Zip(sent, (a, s) => (a.Talk == Talk.Continue ? tag : s.Tag) is { } answered
                ? (Func<CancellationToken, Task<Answer>>)(async c => s.Fault is null ? await open.TaggedAsync(answered, c) : open.Failed(answered, s.Fault))
                : null),
        ];
    }

    /// <summary>Waits until something comes, at most that long; it belongs to the next window.</summary>
    public Task PauseAsync(TimeSpan length, CancellationToken cancel) => Open.PauseAsync(length, cancel);

    /// <summary>Cuts the connection without LOGOUT.</summary>
    public async Task DropAsync(string reason)
    {
        if (dialogue is not { } open)
            return;
        Leave(open);
        open.Connection.Cut(reason);
        await open.Connection.DisposeAsync();
    }

    /// <summary>Arms: the connection is cut after that many lines of what comes next.</summary>
    public void DropAfterLines(int count) => Open.Connection.CutAfterLines(count);

    /// <summary>Cuts the session off for good after that many lines or octets from now on (1 or more), on this connection or a later one; those of a login do not count.</summary>
    public void CutOffAfter(int count, CutUnit unit)
    {
        left = count;
        this.unit = unit;
        ArmCut();
    }

    /// <summary>LOGOUT, where the session is between two commands, and the end of the connection.</summary>
    public async Task CloseAsync(CancellationToken cancel)
    {
        if (dialogue is not { } open)
            return;
        try
        {
            if (begun is null && open.IsReady)
                await open.CommandAsync("LOGOUT", cancel);
        }
        catch (OperationCanceledException)
        {
            // Politeness has its limit; the connection is closed all the same.
        }
        finally
        {
            Leave(open);
            await open.Connection.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await DropAsync("the suite cut the connection");

    private void ArmCut()
    {
        if (left is not { } count || dialogue is null)
            return;
        armedAt = Come(dialogue);
        if (unit == CutUnit.Lines)
            dialogue.Connection.CutAfterLines((int)count);
        else
            dialogue.Connection.CutAfterOctets((int)count);
    }

    private long Come(Dialogue open) => unit == CutUnit.Lines ? open.Connection.Lines : open.Connection.Octets;

    private void Leave(Dialogue open)
    {
        if (left is { } count)
        {
            cutOff |= open.Connection.IsCutOff;
            left = Math.Max(1, count - (Come(open) - armedAt));
        }

        dialogue = null;
        begun = null;
    }

    private Dialogue Open => dialogue ?? throw new InvalidOperationException($"session {lane} has no connection");

    private string NextTag() => $"{settings.TagPrefix}{lane}{(lane.Length > 1 ? "-" : "")}{++commands}";
}
