using System.Collections.Frozen;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>The loop of one connection: greeting, then one command after the other until the end.</summary>
public sealed class Dialogue(Session session)
{
    private int _badInARow;
    private int _refusalsLogged;

    /// <summary>Runs until LOGOUT, BYE or the end of the connection.</summary>
    /// <param name="stopping">Cancelled when the server stops: the client gets BYE after its running command.</param>
    /// <param name="aborting">Cancelled when no more time is left for a running command.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        using var receiving = new Deadline(stopping);
        try
        {
            session.Output.Text($"* OK [CAPABILITY {Capabilities.Of(session)}] Reference IMAP server ready\r\n");
            await session.Link.FlushAsync(aborting);
            while (!session.LoggedOut)
            {
                var bye = await StepAsync(receiving, stopping, aborting);
                if (bye is not null)
                {
                    await ByeAsync(bye);
                    return;
                }
            }
        }
        catch (EndOfStreamException)
        {
            session.Log.LogDebug("client closed the connection");
        }
        catch (IOException e)
        {
            session.Log.LogInformation("connection lost: {Reason}", e.Message);
        }
        catch (TimeoutException e)
        {
            session.Log.LogInformation("autologout: {Reason}", e.Message);
            await ByeAsync($"Autologout: {e.Message}");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await ByeAsync("Server stops");
        }
        catch (Exception e)
        {
            // Whatever it is, it must not take the other connections down; this one cannot be trusted to be in step any more.
            session.Log.LogError(e, "connection failed");
            await ByeAsync("Internal error");
        }
    }

    /// <returns>A text for BYE, or null to go on.</returns>
    private async ValueTask<string?> StepAsync(Deadline receiving, CancellationToken stopping, CancellationToken aborting)
    {
        var loggedIn = session.User is not null;
        var received = await ReceiveAsync(loggedIn, receiving, stopping);
        switch (received.Kind)
        {
            case Received.EndOfStream:
                throw new EndOfStreamException();
            case Received.OutOfStep:
                return received.TooBig ? $"[TOOBIG] {received.Reason}" : received.Reason;
            case Received.Refused:
                Tagged(CommandScanner.TagOf(received.Octets.Span), received.TooBig
                    ? Completion.No(received.Reason, "TOOBIG")
                    : Completion.Bad(received.Reason));
                _badInARow++;
                break;
            default:
                await AnswerAsync(received.Octets, stopping, aborting);
                break;
        }
        await session.Link.FlushAsync(aborting);
        if (session.AfterAnswer is { } next)
        {
            session.AfterAnswer = null;
            if (await next(stopping) is { } bye) return bye;
        }
        var limit = loggedIn ? session.Limits.BadCommandsInARow : session.Limits.UnauthenticatedBadCommandsInARow;
        if (_badInARow >= limit) return "Too many commands that are none";
        return session.FailedLogins >= session.Limits.FailedLogins ? "Too many failed logins" : null;
    }

    /// <summary>Tells the difference, and of new messages what a search with UPDATE wants.</summary>
    public static ValueTask TellAsync(Session session, bool mayTellExpunges, CancellationToken cancellation)
    {
        session.Tell(mayTellExpunges);
        return NewMessages.AnnounceAsync(session, [], FrozenSet<uint>.Empty, cancellation);
    }

    /// <summary>Waits for a command, and tells meanwhile what NOTIFY asked for.</summary>
    private async ValueTask<bool> WaitAsync(CancellationToken cancellation)
    {
        if (session.Notifier is not { } notifier) return await session.Link.Reader.WaitAsync(cancellation);
        var input = session.Link.Reader.WaitAsync(cancellation).AsTask();
        await Notifying.UntilAsync(session, input, mayTellExpunges: !notifier.DelaysExpunges, cancellation);
        return await input;
    }

    private async ValueTask<ReceivedCommand> ReceiveAsync(bool loggedIn, Deadline deadline, CancellationToken stopping)
    {
        var limits = session.Limits;
        try
        {
            deadline.Set(loggedIn ? limits.Autologout : limits.LoginTime);
            if (!await WaitAsync(deadline.Token)) return new(Received.EndOfStream, default);
            var start = Stopwatch.GetTimestamp();
            deadline.Set(limits.CommandPause);
            return await session.Link.Reader.ReadAsync(
                loggedIn ? limits.LiteralOctets : limits.UnauthenticatedLiteralOctets,
                () =>
                {
                    session.Output.Raw("+ Ready for the literal\r\n"u8);
                    return session.Link.FlushAsync(deadline.Token);
                },
                () =>
                {
                    var left = limits.CommandTime - Stopwatch.GetElapsedTime(start);
                    deadline.Set(left < limits.CommandPause ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : limits.CommandPause);
                },
                deadline.Token);
        }
        catch (OperationCanceledException e) when (!stopping.IsCancellationRequested)
        {
            throw new TimeoutException("the client was silent for too long", e);
        }
        finally
        {
            deadline.Clear();
        }
    }

    private async ValueTask AnswerAsync(ReadOnlyMemory<byte> octets, CancellationToken stopping, CancellationToken aborting)
    {
        var start = Stopwatch.GetTimestamp();
        var scanner = new CommandScanner(octets, session.Limits, session.Offer) { Utf8 = session.Utf8, Utf8Accept = session.Utf8Accept };
        session.Output.Utf8 = session.Utf8;
        string? tag = null;
        var name = "?";
        Completion completion;
        try
        {
            tag = scanner.Tag();
            session.Tag = tag;
            scanner.Sp();
            var row = CommandTable.Find(scanner);
            name = row.Name;
            if ((row.States & session.State) == 0) throw new SyntaxException($"{name} is not allowed {Where(session.State)}");
            if (row.UsesNumbers && session.UidOnly) throw UidOnly.Refusal();
            var command = row.Parse(scanner);
            // IDLE waits for the client and ends with the server's stop; the others are brief and are let finish.
            completion = await RunAsync(row, command, command is IdleCommand ? stopping : aborting);
            _badInARow = completion.Condition == "BAD" ? _badInARow + 1 : 0;
        }
        catch (SyntaxException e)
        {
            _badInARow++;
            completion = Completion.Bad(e.Message, e.Code);
        }
        Tagged(tag, completion);
        if (completion.Condition != "OK" && _refusalsLogged++ < session.Limits.RefusalsLogged)
            session.Log.LogInformation("{Tag} {Command} refused: {Condition} {Text}", tag ?? "-", name, completion.Condition, completion.Text);
        if (session.Log.IsEnabled(LogLevel.Debug))
        {
            session.Log.LogDebug(
                "{Tag} {Command} {Condition} {Code} {Microseconds}us",
                tag, name, completion.Condition, completion.Code ?? "-", (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
    }

    /// <summary>Runs the command, tells what changed besides, and settles HIGHESTMODSEQ, so that the tagged response closes a consistent
    /// whole.</summary>
    private async ValueTask<Completion> RunAsync(CommandRow row, Command command, CancellationToken cancellation)
    {
        Completion completion;
        try
        {
            completion = await command.RunAsync(session, cancellation);
        }
        catch (StoreException e)
        {
            completion = Completion.No(e.Message, CodeOf(e.Kind));
        }
        var mayTellExpunges = row.TellsExpunges && !command.WithholdsExpunges;
        if (session.Notifier is { } notifier)
            await notifier.TellAsync(session, mayTellExpunges, ofOwnCommand: row.States == SessionStates.Selected, cancellation);
        else
            await TellAsync(session, mayTellExpunges, cancellation);
        session.SettleHighestModSeq(completion.TellsHighestModSeq);
        if (completion.TellsHighestModSeq && session.Selected is { KeepsModSeqs: true } selected)
            completion = completion with { Code = $"HIGHESTMODSEQ {selected.View.HighestModSeq}" };
        return completion;
    }

    private void Tagged(string? tag, Completion completion)
    {
        var output = session.Output;
        output.Text(tag ?? "*").Raw(" "u8).Text(completion.Condition).Raw(" "u8);
        if (completion.Code is { } code) output.Raw("["u8).Text(code).Raw("] "u8);
        // Texts may quote what a client or the store said; resp-text holds TEXT-CHAR only.
        var text = completion.Text;
        if (text.AsSpan().ContainsAnyExceptInRange(' ', '~')) text = new string([.. text.Select(c => c is >= ' ' and <= '~' ? c : '?')]);
        output.Text(text).CrLf();
    }

    private async ValueTask ByeAsync(string text)
    {
        try
        {
            using var deadline = new CancellationTokenSource(session.Limits.StopTime);
            session.Output.Text($"* BYE {text}\r\n");
            await session.Link.FlushAsync(deadline.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone already, or does not read; BYE is a courtesy.
            session.Log.LogDebug("BYE was not taken");
        }
    }

    private static string Where(SessionStates state) => state switch
    {
        SessionStates.NotAuthenticated => "before login",
        SessionStates.Authenticated => "without a selected mailbox, or after login",
        _ => "with a mailbox selected, or after login",
    };

    private static string? CodeOf(StoreError kind) => kind switch
    {
        StoreError.NonExistent => "NONEXISTENT",
        StoreError.AlreadyExists => "ALREADYEXISTS",
        StoreError.InvalidName or StoreError.NotAllowed => "CANNOT",
        StoreError.HasInferiors => "NONEXISTENT",
        StoreError.Limit => "LIMIT",
        StoreError.Unavailable => "UNAVAILABLE",
        _ => null,
    };
}
