using System.Globalization;
using Conformance.Checking;
using Conformance.Checking.Invariants;
using Conformance.Checking.Matching;
using Conformance.Running;
using Conformance.Running.Hooks;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Walking;

/// <summary>A walk that was made.</summary>
/// <param name="Findings">Of the model and of the invariants.</param>
/// <param name="Reason">Why it did not come to its end, or null.</param>
/// <param name="IsBlocked">The server could not be talked to as it offers.</param>
internal sealed record WalkOutcome(Walk Walk, WalkState State, IReadOnlyList<Finding> Findings, string? Reason, bool IsBlocked)
{
    public IEnumerable<Finding> Failures => Findings.Where(f => f.Outcome == Outcome.Fail);
}

/// <summary>Makes walks: one step after the other, each answer read before the next step, so that what the mailbox is in between is known.</summary>
/// <param name="number">Gives each walk's connections their tags.</param>
/// <param name="longest">How long a walk may take.</param>
internal sealed class WalkPlayer(RunEnvironment environment, int number, TimeSpan longest)
{
    /// <summary>The least time for removing mailboxes, also after everything else was cancelled.</summary>
    private static readonly TimeSpan CleanupTime = TimeSpan.FromSeconds(10);

    private int made;

    /// <summary>Makes a walk on new mailboxes.</summary>
    /// <param name="id">The case's id.</param>
    /// <param name="start">Seed and messages; its steps are not looked at.</param>
    /// <exception cref="FixtureException">The mailboxes could not be made.</exception>
    public async Task<WalkOutcome> PlayAsync(string id, Walk start, int sessions, IStepSource source, Fixture fixture, CancellationToken cancel)
    {
        var transcript = new Transcript(environment.Clock);
        var pace = new Pace(environment.Options.Timeout, environment.Options.Limits, environment.Clock);
        var prefix = string.Create(CultureInfo.InvariantCulture, $"w{number}-{++made}");
        var settings = new SessionSettings(environment.Target, environment.Offer, pace, prefix, id, transcript);
        var mail = new MailFactory(MailFactory.SeedFor(start.Seed, id));
        var bindings = Bindings.ForScenario(environment.Target.Account.User, mail.Next);
        var names = new List<string>();
        fixture.Attach(transcript, prefix);
        SessionModel[] models = [.. Enumerable.Range(0, sessions).Select(p => new SessionModel(p, LaneOf(p), new Session(settings, LaneOf(p), environment.Target.Account)))];
        var watcher = new SessionModel(sessions, FinalCheck.Lane, new Session(settings, FinalCheck.Lane, environment.Target.Account));
        var steps = new List<WalkStep>();
        WalkState? state = null;
        IReadOnlyList<Finding> held = [];
        try
        {
            using var deadline = new Deadline(longest, environment.Clock, cancel);
            var boxes = new List<MailboxModel>();
            foreach (var (variable, messages, shifted) in ((string, int, bool)[])[("mailbox", start.Messages, true), ("other", 0, false)])
            {
                await fixture.MakeAsync(new MailboxFixture(variable, messages, shifted, false, new SourceLine(id, 1)), mail, bindings, names, deadline.Token);
                boxes.Add(Model(variable, messages, bindings));
            }

            state = new WalkState(environment.Offer, transcript, boxes, models);
            var speaker = new Speaker(state, mail, new HookCaller(environment.Target, boxes[0], transcript));
            while (!state.IsOver && source.Next(state) is { } step)
            {
                if (await speaker.MakeAsync(step, deadline.Token))
                    steps.Add(step);
            }

            if (!state.IsOver)
            {
                var end = new FinalCheck(state, speaker, watcher);
                await end.RunAsync(deadline.Token);
                held = Held(state, end.Caches);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested && state is not null)
        {
            state.Blocked ??= $"the walk was not done within {longest.TotalSeconds:0.###} s";
        }
        catch (TargetException e) when (state is not null)
        {
            state.Blocked ??= e.Message;
        }
        finally
        {
            await GoodbyeAsync([.. models, watcher]);
            await RemoveAsync(fixture, names);
        }

        var context = new InvariantContext(environment.Offer.Capabilities, environment.Syntax);
        return new WalkOutcome(
            start with { Steps = steps },
            state!,
            [.. held, .. state!.Breaches.Select(b => Finding(b)), .. Invariants.Examine(transcript, context)],
            state.Blocked ?? state.Lost,
            state.Blocked is not null);
    }

    /// <summary>The sessions' lanes: A to Z without the one that checks, then with numbers.</summary>
    public static string LaneOf(int place)
    {
        const string letters = "ABCDEFGHIJKLMNOPQRSTUXYZ";
        var letter = letters[place % letters.Length];
        return place < letters.Length ? letter.ToString() : string.Create(CultureInfo.InvariantCulture, $"{letter}{place / letters.Length}");
    }

    private static MailboxModel Model(string variable, int messages, Bindings bindings)
    {
        var prefix = variable == "mailbox" ? "" : variable + ".";
        string Of(string name) => bindings.TryGet(name, out var value) ? value : throw new InvalidOperationException($"the fixture binds no ${name}");
        uint Number(string name) => uint.Parse(Of(name), CultureInfo.InvariantCulture);
        var box = new MailboxModel(Of(variable), variable) { UidValidity = Number(prefix + "uidvalidity") };
        for (var i = 1; i <= messages; i++)
            box.Add(Number(string.Create(CultureInfo.InvariantCulture, $"{prefix}uid{i}")), 0, -1, [Checking.Convergence.CachedMessage.FlagSet([])], "APPEND");
        return box;
    }

    private Finding Finding(Breach breach) => new(
        breach.Id,
        Levels.OfBreaking(breach.Id, environment.Catalogue),
        breach.Message,
        breach.Lane,
        breach.Entry,
        Expected: breach.Expected,
        Actual: breach.Expected is null ? null : breach.Message);

    /// <summary>What a walk that came to its end has shown.</summary>
    private static List<Finding> Held(WalkState state, int caches)
    {
        var held = new List<Finding> { new(AnswerReader.NeverSo, Outcome.Pass, "every FETCH told flags that the message had") };
        if (caches > 0)
            held.Add(new Finding(FinalCheck.Converges, Outcome.Pass, $"{caches} caches equalled the mailbox after resynchronisation"));
        return [.. held.Where(h => !state.Breaches.Any(b => b.Id == h.RequirementId))];
    }

    private static async Task GoodbyeAsync(IReadOnlyList<SessionModel> sessions)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await Task.WhenAll(sessions.Select(async s =>
        {
            await s.Wire.CloseAsync(deadline.Token);
            await s.Wire.DisposeAsync();
        }));
    }

    private async Task RemoveAsync(Fixture fixture, List<string> names)
    {
        if (environment.Options.KeepMailboxes)
            return;
        using var deadline = new Deadline(CleanupTime, environment.Clock, CancellationToken.None);
        foreach (var left in await fixture.RemoveAsync(names, deadline.Token))
            environment.LeftMailboxes.Enqueue(left);
    }
}

/// <summary>Calls hooks of the server's operator during a walk.</summary>
internal sealed class HookCaller(Target target, MailboxModel box, Transcript transcript)
{
    /// <summary>Null if it is done; otherwise what went wrong.</summary>
    public async Task<string?> CallAsync(string name, CancellationToken cancel)
    {
        if (!target.Hooks.TryGetValue(name, out var hook))
            return $"no hook {name} was given";
        transcript.Add("", 0, EntryKind.Note, text: $"hook {name} begins");
        var outcome = await hook.RunAsync(new HookCall(name, target.Account.User, Astring.Read(box.Name), target.Host, target.Port), cancel);
        transcript.Add("", 0, EntryKind.Note, text: $"hook {name} {(outcome.Done ? "is done" : "failed")}{(outcome.Output.Length > 0 ? ": " + outcome.Output : "")}");
        return outcome.Done ? null : $"hook {name} failed: {outcome.Output}";
    }
}
