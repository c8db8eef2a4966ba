using System.Text;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>A mailbox could not be made ready; the message says at which command.</summary>
public sealed class FixtureException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Makes, fills and removes the mailboxes of cases over a connection of its own (lane 0), reused from case to case. It never uses CONDSTORE, so that
/// no mailbox comes into a scenario with more history than its mail. In between it may watch one of them (lane W).
/// </summary>
public sealed class Fixture : IAsyncDisposable
{
    public const string Lane = "0";

    private const int MaxCreations = 3;

    private readonly MailboxNames names;
    private readonly Backstage connection;
    private readonly Witness witness;
    private readonly bool ownsWitness;
    private readonly bool hasUses;
    private Transcript transcript;
    private string tagPrefix = "";
    private string? watched;

    public Fixture(Target target, Offer offer, Pace pace, MailboxNames names)
        : this(target, offer, pace, names, new Witness(target, offer, pace)) => ownsWitness = true;

    /// <param name="witness">Shared with the other fixtures of the server.</param>
    internal Fixture(Target target, Offer offer, Pace pace, MailboxNames names, Witness witness)
    {
        hasUses = offer.Has("METADATA") && (offer.Has("SPECIAL-USE") || offer.Has("CREATE-SPECIAL-USE"));
        this.names = names;
        this.witness = witness;
        connection = new Backstage(target, offer, pace, "F");
        transcript = new Transcript(pace.Clock);
    }

    /// <summary>From here on it works for that case.</summary>
    public void Attach(Transcript caseTranscript, string caseTagPrefix)
    {
        transcript = caseTranscript;
        tagPrefix = caseTagPrefix;
        connection.Attach(transcript, tagPrefix, Lane);
    }

    /// <summary>Makes one mailbox and binds its variables.</summary>
    /// <param name="made">Gets the name before anything is done with it, so that it is removed whatever happens.</param>
    /// <exception cref="FixtureException">The server refused, or did not answer.</exception>
    public async Task MakeAsync(MailboxFixture fixture, MailFactory mail, Bindings bindings, ICollection<string> made, CancellationToken cancel)
    {
        var name = await CreateAsync(fixture.Absent, made, cancel);
        bindings.Bind(fixture.Name, name);
        if (fixture.Absent)
            return;

        // Extra messages in front, at least as many as stay: then no message's UID is another's sequence number.
        var extra = fixture.Shifted ? Math.Clamp(fixture.Messages, 2, 10) : 0;
        for (var i = 0; i < extra + fixture.Messages; i++)
            await OkAsync(Append(name, mail.Next()), "APPEND", cancel);
        if (extra > 0)
        {
            await OkAsync($"SELECT {name}", cancel);
            await OkAsync($"STORE 1:{extra} +FLAGS.SILENT (\\Deleted)", cancel);
            await OkAsync("EXPUNGE", cancel);
            await OkAsync("CLOSE", cancel);
        }

        await BindAsync(fixture, name, bindings, cancel);
    }

    /// <summary>Removes mailboxes, and gives back those that are still there, each with the reason.</summary>
    public async Task<IReadOnlyList<(string Name, string Why)>> RemoveAsync(IReadOnlyCollection<string> made, CancellationToken cancel)
    {
        var left = new List<(string, string)>();
        foreach (var name in made)
        {
            try
            {
                if (await RemoveAsync(name, cancel) is { } why)
                    left.Add((name, why));
            }
            catch (Exception e) when (e is FixtureException or OperationCanceledException)
            {
                left.Add((name, e is OperationCanceledException ? "there was no time left" : e.Message));
            }
        }

        return left;
    }

    /// <summary>Opens a mailbox to watch it, in a lane of its own, until <see cref="LeaveAsync"/>; false where that is refused.</summary>
    /// <exception cref="FixtureException">The server did not answer.</exception>
    public async Task<bool> WatchAsync(string mailbox, string lane, CancellationToken cancel)
    {
        watched = mailbox;
        connection.Appear(lane, 1);
        return (await CommandAsync(Dialogue.Parts($"EXAMINE {mailbox}"), cancel)).Tagged.Status == "OK";
    }

    /// <summary>The UIDs that it sees in the mailbox that it watches, after NOOP; null where a command was not answered OK.</summary>
    public async Task<IReadOnlyList<uint>?> SeeAsync(CancellationToken cancel) =>
        await connection.GoOnAsync("NOOP", cancel) is { Tagged.Status: "OK" } ? Witness.Uids(await connection.GoOnAsync("UID FETCH 1:* (FLAGS)", cancel)) : null;

    /// <summary>The UIDs that are there, as one sees them who opens the mailbox now; null where a command was not answered OK.</summary>
    /// <exception cref="FixtureException">There is no connection.</exception>
    public async Task<IReadOnlyList<uint>?> LookAsync(string mailbox, string lane, CancellationToken cancel) =>
        await witness.ListAsync(transcript, tagPrefix, lane, mailbox, cancel);

    /// <summary>Ends the watching, if there is any.</summary>
    public async Task LeaveAsync(CancellationToken cancel)
    {
        if (watched is null)
            return;
        watched = null;
        // CLOSE removes nothing after EXAMINE.
        if (await connection.GoOnAsync("CLOSE", cancel) is not { Tagged.Status: "OK" })
            await connection.ForgetAsync();
        connection.Appear(Lane);
    }

    /// <summary>LOGOUT and the end of the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        if (ownsWitness)
            await witness.DisposeAsync();
    }

    /// <summary>
    /// A new name and, unless it is to be absent, its mailbox. A name of this run "exists already" where a server finds the mailbox by itself while it
    /// is still making it; nobody knows in which state it is, so it is only removed in the end, and another one taken.
    /// </summary>
    private async Task<string> CreateAsync(bool absent, ICollection<string> made, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            var name = names.Next();
            made.Add(name);
            if (absent)
                return name;
            var answer = await CommandAsync(Dialogue.Parts($"CREATE {name}"), cancel);
            if (answer.Tagged.Status == "OK")
                return name;
            if (tries == MaxCreations || answer.Tagged.Code?.Name != "ALREADYEXISTS")
                throw new FixtureException($"CREATE {name} was answered {Doorway.Describe(answer.Tagged)}");
        }
    }

    /// <summary>Null if it is gone; otherwise what the server said.</summary>
    private async Task<string?> RemoveAsync(string name, CancellationToken cancel)
    {
        for (var again = false; ; again = true)
        {
            var answer = await CommandAsync(Dialogue.Parts($"DELETE {name}"), cancel);
            if (answer.Tagged.Status == "OK")
                return null;
            // The scenario may have removed or renamed it itself.
            var list = await CommandAsync(Dialogue.Parts($"LIST \"\" {name}"), cancel);
            if (list.Tagged.Status == "OK" && !list.Responses.Any(r => ListData.TryRead(r, out _)))
                return null;
            if (again)
                return Doorway.Describe(answer.Tagged);
            // Cyrus keeps a mailbox that has a special use; it can be taken away (RFC 6154 section 4).
            if (hasUses)
                await CommandAsync(Dialogue.Parts($"SETMETADATA {name} (/private/specialuse NIL)"), cancel);
            // A server whose index files were deleted may have to open the mailbox anew before it can let go of it.
            await connection.ForgetAsync();
        }
    }

    private async Task BindAsync(MailboxFixture fixture, string name, Bindings bindings, CancellationToken cancel)
    {
        var examine = await OkAsync($"EXAMINE {name}", cancel);
        var uids = new List<uint>();
        if (fixture.Messages > 0)
        {
            var search = await OkAsync("UID SEARCH ALL", cancel);
            foreach (var response in search.Responses)
            {
                if (SearchData.TryRead(response, out var found))
                    uids.AddRange(found.Numbers);
            }
        }

        await OkAsync("CLOSE", cancel);
        uids.Sort();
        if (uids.Count != fixture.Messages)
            throw new FixtureException($"UID SEARCH ALL finds {uids.Count} messages in {name}, where {fixture.Messages} were appended");

        string? Code(string code) => examine.Responses.OfType<StatusResponse>().FirstOrDefault(s => s.Code?.Name == code)?.Code!.Arguments is [AtomValue value]
            ? value.Text
            : null;
        var validity = Code("UIDVALIDITY");
        var next = Code("UIDNEXT");
        if (validity is null || next is null)
        {
            var answer = await OkAsync($"STATUS {name} (UIDVALIDITY UIDNEXT)", cancel);
            var status = answer.Responses.Select(r => StatusData.TryRead(r, out var data) ? data : null).FirstOrDefault(d => d is not null);
            validity ??= status?["UIDVALIDITY"]?.ToText() ?? throw new FixtureException($"neither EXAMINE nor STATUS tells UIDVALIDITY of {name}");
            next ??= status?["UIDNEXT"]?.ToText() ?? throw new FixtureException($"neither EXAMINE nor STATUS tells UIDNEXT of {name}");
        }

        bindings.Bind(fixture.Prefix + "uidvalidity", validity);
        bindings.Bind(fixture.Prefix + "uidnext", next);
        for (var i = 0; i < uids.Count; i++)
            bindings.Bind($"{fixture.Prefix}uid{i + 1}", uids[i].ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// The literal is a synchronising one: where the server refuses the APPEND, a message that had gone out already would be read as commands, and
    /// its answers held against the server.
    /// </summary>
    private static IReadOnlyList<OutgoingPart> Append(string name, string message) =>
        [.. Dialogue.Parts($"APPEND {name} "), new LiteralOut(Encoding.ASCII.GetBytes(message), NonSynchronising: false)];

    private Task<Answer> OkAsync(string text, CancellationToken cancel) => OkAsync(Dialogue.Parts(text), text, cancel);

    private async Task<Answer> OkAsync(IReadOnlyList<OutgoingPart> parts, string what, CancellationToken cancel)
    {
        var answer = await CommandAsync(parts, cancel);
        return answer.Tagged.Status == "OK" ? answer : throw new FixtureException($"{what} was answered {Doorway.Describe(answer.Tagged)}");
    }

    private Task<Answer> CommandAsync(IReadOnlyList<OutgoingPart> parts, CancellationToken cancel) => connection.CommandAsync(parts, cancel);
}
