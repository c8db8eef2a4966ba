using Conformance.Running;
using Conformance.Wire;

namespace Conformance.Walking;

/// <summary>Makes steps: turns each into a command, sends it, and has its answer judged.</summary>
internal sealed class Speaker(WalkState state, MailFactory mail, HookCaller hooks)
{
    private readonly AnswerReader reader = new(state);

    /// <summary>Makes a step.</summary>
    /// <returns>False if it means nothing here: no mailbox selected, no such message.</returns>
    public async Task<bool> MakeAsync(WalkStep step, CancellationToken cancel)
    {
        if (step is HookStepOfWalk hook)
            return await HookAsync(hook, cancel);
        if (step.Session >= state.Sessions.Count)
            return false;
        var session = state.Sessions[step.Session];
        switch (step)
        {
            case DropStep:
                return await DropAsync(session);
            case DoneStep:
                return session.Idling && await DoneAsync(session, cancel);
        }

        if (session.Idling && !await DoneAsync(session, cancel))
            return false;
        if (Command(session, step) is null || (session.View.Contains(null) && !await ResolveAsync(session, cancel)))
            return false;
        await OpenAsync(session, cancel);
        if (step is IdleStep)
            return await IdleAsync(session, cancel);
        // What was resolved meanwhile may have changed what the step means.
        return Command(session, step) is { } command && await SayAsync(session, command, cancel);
    }

    /// <summary>Sends a command and has its answer judged; false if there was none.</summary>
    public async Task<bool> SayAsync(SessionModel session, WalkCommand command, CancellationToken cancel)
    {
        var answer = await SendAsync(session, LineKind.Command, command.Text, () => session.Wire.CommandAsync(command.Text.Outgoing(), cancel));
        if (answer is null)
            return false;
        command.Answered(answer);
        return true;
    }

    /// <summary>Sends a command of which only the answer is wanted; null, and the walk blocked, if it was not answered OK.</summary>
    public async Task<IReadOnlyList<Entry>?> AskAsync(SessionModel session, Phrase text, CancellationToken cancel)
    {
        var answer = await SendAsync(session, LineKind.Command, text, () => session.Wire.CommandAsync(text.Outgoing(), cancel));
        if (answer?.Window.Tagged is { Status: "OK" })
            return answer.Window.Entries;
        if (answer is not null)
            state.Blocked ??= $"{text} was answered {Doorway.Describe(answer.Tagged)}";
        return null;
    }

    /// <summary>Connects and logs in, if the session is not there.</summary>
    public async Task OpenAsync(SessionModel session, CancellationToken cancel)
    {
        if (session.Wire.IsOpen)
            return;
        if (session.IsCut)
            state.Log.Add(Line(session.Place, LineKind.Reconnect, new Phrase()));
        session.IsCut = false;
        await session.Wire.OpenAsync(logIn: true, cancel);
    }

    /// <summary>Cuts the connection.</summary>
    private async Task<bool> DropAsync(SessionModel session)
    {
        if (!session.Wire.IsOpen)
            return false;
        state.Step++;
        state.Log.Add(Line(session.Place, LineKind.Drop, new Phrase()));
        await session.Wire.DropAsync("the walk cut the connection");
        session.Disconnect();
        return true;
    }

    private WalkCommand? Command(SessionModel session, WalkStep step)
    {
        switch (step)
        {
            case OpenStep open:
                return new OpenCommand(state, session, open);
            case EnableStep enable:
                return new EnableCommand(state, session, enable.Words);
            case AppendStep append:
                return new AppendCommand(state, session, append, mail);
            case StatusStep status:
                return new StatusCommand(state, session, state.Boxes[status.Box], status.HighestModSeq);
            case SyncStep { Check: false } or IdleStep:
                return new PlainCommand(state, session, "NOOP");
        }

        if (session.Selected is null)
            return null;
        return step switch
        {
            SyncStep => new PlainCommand(state, session, "CHECK"),
            LeaveStep { Unselect: false } when !LeaveCommand.IsCertain(session) => null,
            LeaveStep leave => new LeaveCommand(state, session, leave.Unselect),
            StoreStep store => StoreCommand.Create(state, session, store),
            FetchStep fetch => FetchCommand.Create(state, session, fetch),
            SearchStep search => new SearchCommand(state, session, search),
            CopyStep copy => CopyCommand.Create(state, session, copy),
            ExpungeStep expunge => ExpungeCommand.Create(state, session, expunge),
            _ => throw new InvalidOperationException($"no command for {step}"),
        };
    }

    /// <summary>Asks which messages those are that EXISTS told of.</summary>
    private async Task<bool> ResolveAsync(SessionModel session, CancellationToken cancel)
    {
        var text = Phrase.Of($"FETCH {session.View.IndexOf(null) + 1}:* (UID)");
        if (await AskAsync(session, text, cancel) is not { } entries)
            return false;
        reader.Read(session, entries);
        if (session.View.Contains(null))
            state.Lost ??= "a message that was told by EXISTS has no UID";
        return !state.IsOver;
    }

    private async Task<bool> IdleAsync(SessionModel session, CancellationToken cancel)
    {
        var text = Phrase.Of("IDLE");
        var answer = await SendAsync(session, LineKind.Begin, text, () => session.Wire.BeginAsync(text.Outgoing(), cancel));
        if (answer is null)
            return false;
        session.Idling = answer.Window.Tagged is null;
        if (!session.Idling)
            state.Blocked ??= $"IDLE was answered {Doorway.Describe(answer.Tagged)}";
        reader.Read(session, answer.Window.Entries);
        return true;
    }

    private async Task<bool> DoneAsync(SessionModel session, CancellationToken cancel)
    {
        var text = Phrase.Of("DONE");
        session.Idling = false;
        var answer = await SendAsync(session, LineKind.Continue, text, async () => (await session.Wire.ContinueAsync(text.Outgoing(), cancel))!);
        if (answer is null)
            return false;
        reader.Read(session, answer.Window.Entries);
        return true;
    }

    private async Task<bool> HookAsync(HookStepOfWalk step, CancellationToken cancel)
    {
        foreach (var session in state.Sessions)
            await DropAsync(session);
        state.Step++;
        state.Log.Add(Line(-1, LineKind.Hook, Phrase.Of(step.Name)));
        state.Blocked ??= await hooks.CallAsync(step.Name, cancel);
        return true;
    }

    private LogLine Line(int session, LineKind kind, Phrase text) => new(session, kind, text) { After = state.Transcript.Count };

    private async Task<Answer?> SendAsync(SessionModel session, LineKind kind, Phrase text, Func<Task<Answer>> send)
    {
        state.Step++;
        var line = Line(session.Place, kind, text);
        state.Log.Add(line);
        var answer = await send();
        if (answer.Fault is { } fault)
        {
            state.Blocked ??= $"{text}: {(answer.Bye is { } bye ? $"the server said {Doorway.Describe(bye)}" : fault.Message)}";
            return null;
        }

        line.Status = answer.Window.Tagged?.Status ?? "OK";
        return answer;
    }
}
