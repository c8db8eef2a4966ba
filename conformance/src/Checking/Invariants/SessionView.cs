using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>
/// What one connection's client knows: the commands in progress, what is enabled, the selected mailbox and its messages. Fed with the transcript's
/// entries in order. Where it cannot be certain it says so, and what asks it stays silent.
/// </summary>
public sealed class SessionView(string lane, int connection)
{
    private readonly CommandReader reader = new();
    private readonly List<Command> inProgress = [];
    private bool isUnknown;

    public string Lane { get; } = lane;

    public int Connection { get; } = connection;

    /// <summary>The commands not answered yet, the oldest first; incomplete ones among them.</summary>
    public IReadOnlyList<Command> InProgress => inProgress;

    /// <summary>Whether the client is CONDSTORE-aware (RFC 7162 section 3.1).</summary>
    public Enabling CondStore { get; private set; }

    /// <summary>ENABLED told QRESYNC, and the ENABLE is complete.</summary>
    public bool QResync { get; private set; }

    /// <summary>All that ENABLED told so far, in upper case.</summary>
    public HashSet<string> Enabled { get; } = [];

    /// <summary>NOTIFY (RFC 5465) was used: it lifts the rules on when data may come.</summary>
    public bool Notify { get; private set; }

    /// <summary>Bytes went out that are no readable command: how the server counts commands is open.</summary>
    public bool SentRaw { get; private set; }

    /// <summary>A hook touched the server under this connection, and no mailbox was opened since.</summary>
    public bool IsDisturbed { get; internal set; }

    /// <summary>The greeting has come.</summary>
    public bool IsGreeted { get; private set; }

    /// <summary>The mailbox being opened by the oldest command in progress.</summary>
    public Selection? Opening { get; private set; }

    /// <summary>The selected mailbox, if it is certain which.</summary>
    public Selection? Selected { get; private set; }

    /// <summary>No mailbox is selected, for certain.</summary>
    public bool IsUnselected => Selected is null && !isUnknown;

    /// <summary>The mailbox that data coming now belongs to; null if none or not certain.</summary>
    public Selection? Current => Opening is { } opening ? (opening.IsCertain ? opening : null) : IsDisturbed ? null : Selected;

    /// <summary>The connection was there before the transcript: what it did until then is not known.</summary>
    public bool IsResumed { get; private set; }

    internal void Resume()
    {
        IsResumed = true;
        isUnknown = true;
        CondStore = Enabling.Perhaps;
    }

    /// <summary>Takes what was sent; yields the commands that are now complete.</summary>
    public IReadOnlyList<Command> Send(Entry entry)
    {
        if (entry.Bytes.IsEmpty && entry.Tag is null)
            return [];
        var continues = inProgress.Any(c => c.IsComplete && (c.Name is "IDLE" or "AUTHENTICATE" || !c.IsReadable));
        if (entry.Tag is null && reader.Open is null && continues)
        {
            SentRaw |= !inProgress.Exists(c => c.Name is "IDLE" or "AUTHENTICATE");
            return [];
        }

        // A continuation may carry its command's tag.
        if (entry.Tag is { } tag && inProgress.Exists(c => c.Tag == tag) && continues)
            return [];

        var complete = new List<Command>();
        foreach (var command in reader.Take(entry))
        {
            var at = inProgress.FindIndex(c => ReferenceEquals(c.Sent, command.Sent) && c.Tag == command.Tag);
            if (at >= 0)
                inProgress[at] = command;
            else if (!command.IsRaw || command.Tag.Length > 0)
                inProgress.Add(command);
            SentRaw |= command.IsRaw;
            if (command.IsComplete)
            {
                complete.Add(command);
                Notify |= command.Name == "NOTIFY";
            }
        }

        BeginOpening();
        return complete;
    }

    /// <summary>After the invariants have seen the command: what it makes of the session while it is in progress.</summary>
    public void Begin(Command command)
    {
        if (command.Enabling != Enabling.No && CondStore == Enabling.No)
            CondStore = Enabling.Perhaps;
    }

    /// <summary>Takes what was received and says what it meant.</summary>
    public Observation Receive(Entry entry, Response response)
    {
        IsGreeted = true;
        var commands = inProgress.ToList();
        if (response is StatusResponse { IsTagged: false, Code.Name: "CLOSED" })
            Opening?.Close();
        if (Opening is { } opening)
            TakeOpening(opening, response);
        if (EnabledData.TryRead(response, out var enabled))
            Enabled.UnionWith(enabled.Capabilities);

        var selection = Current;
        var messages = selection?.Messages;
        var observation = new Observation(entry, response, selection, commands) { CountBefore = messages?.Count };
        if (FetchData.TryRead(response, out var fetch))
        {
            var message = messages?.At(fetch.Number);
            observation = observation with
            {
                Fetch = fetch,
                Message = message,
                Objection = fetch.Uid is { } told ? messages?.Objection(fetch.Number, told) : null,
            };
            if (fetch.Uid is { } uid)
                messages?.Learn(fetch.Number, uid);
        }
        else if (VanishedData.TryRead(response, out var vanished))
        {
            observation = observation with { Vanished = vanished };
            if (!vanished.IsEarlier)
                observation = observation with { Objection = messages?.Vanish(vanished.Uids) };
        }
        else if (response is DataResponse { Number: { } number } data)
        {
            if (data.Name == "EXISTS")
                messages?.Exists(number);
            if (data.Name == "EXPUNGE")
            {
                observation = observation with { Message = messages?.At(number) };
                messages?.Remove(number);
            }
        }

        if (selection is not null && (observation.Fetch?.ModSeq ?? observation.HighestModSeq)?.Number > 0)
            selection.HasModSeqs = true;
        return observation;
    }

    /// <summary>The command that a tagged answer belongs to, or null.</summary>
    public Command? Find(StatusResponse tagged) => inProgress.Find(c => c.Tag == tagged.Tag);

    /// <summary>After the invariants have seen the answer: what it makes of the session.</summary>
    public void Complete(Command command, StatusResponse tagged)
    {
        inProgress.Remove(command);
        if (reader.Open is { } open && ReferenceEquals(open.Sent, command.Sent))
            reader.Abandon();
        var succeeded = tagged.Status == "OK";
        switch (command.Name)
        {
            case "SELECT" or "EXAMINE" when command.IsReadable:
                Open(command, tagged.Status);
                break;
            case "CLOSE" or "UNSELECT" or "LOGOUT" when succeeded:
                Selected = null;
                isUnknown = false;
                break;
            case "UNAUTHENTICATE" when succeeded:
                // RFC 8437 section 4.1: as if nothing had been enabled.
                Forget();
                break;
            case "ENABLE" when succeeded:
                QResync |= Enabled.Contains("QRESYNC");
                // Whether it brings CONDSTORE along is disputed.
                if (Enabled.Contains("IMAP4REV2") && CondStore == Enabling.No)
                    CondStore = Enabling.Perhaps;
                break;
        }

        if (command.Enabling == Enabling.Yes && succeeded && (command.Name != "ENABLE" || Enabled.Contains("CONDSTORE") || Enabled.Contains("QRESYNC")))
            CondStore = Enabling.Yes;
        else if (command.Enabling != Enabling.No && CondStore == Enabling.No)
            CondStore = Enabling.Perhaps;
        BeginOpening();
    }

    private void Forget()
    {
        Selected = null;
        isUnknown = false;
        CondStore = Enabling.No;
        QResync = false;
        Notify = false;
        Enabled.Clear();
    }

    private void BeginOpening()
    {
        if (Opening is not null || inProgress is not [{ IsComplete: true } first, ..])
            return;
        if (first.IsRaw || !first.IsReadable)
            return;
        if (first.Is("SELECT", "EXAMINE") && first.Mailbox is { } mailbox)
            Opening = new Selection(mailbox, first, Selected ?? (isUnknown ? Unknown : null)) { WasAware = CondStore == Enabling.Yes };
    }

    /// <summary>Stands for a mailbox of which it is not known whether it is selected.</summary>
    private static readonly Selection Unknown = new("", new Command("", new Entry(0, default, "", 0, EntryKind.Note, default), IsRaw: true), null);

    /// <summary>Whether something was certainly selected when this SELECT began.</summary>
    public static bool HadPrevious(Selection opening) => opening.Previous is { } previous && !ReferenceEquals(previous, Unknown);

    private static void TakeOpening(Selection opening, Response response)
    {
        switch (response)
        {
            case StatusResponse { IsTagged: false, Status: "OK", Code: { } code }:
                switch (code.Name)
                {
                    case "UIDVALIDITY":
                        opening.UidValidity = code.Arguments is [var uv] ? uv.ToNumber() : null;
                        break;
                    case "UIDNEXT":
                        opening.UidNext = code.Arguments is [var next] ? next.ToNumber() : null;
                        break;
                    case "HIGHESTMODSEQ":
                        opening.HighestModSeq = ModSeqText.Read(code.Arguments is [var value] ? value.ToText() ?? "" : "");
                        break;
                    case "NOMODSEQ":
                        opening.NoModSeq = true;
                        break;
                }

                break;
            case DataResponse { Name: "EXISTS", Number: { } count }:
                opening.ExistsSeen = true;
                if (opening.IsCertain)
                    break;
                // Whose EXISTS this is shows only at the end: the last one is the new mailbox's.
                opening.Messages.Lose();
                opening.Messages.Exists(count);
                break;
            case DataResponse { Name: "EXPUNGE" or "VANISHED" } removal when !opening.IsCertain:
                if (!(VanishedData.TryRead(removal, out var vanished) && vanished.IsEarlier))
                    opening.Messages.Lose();
                break;
            default:
                if (!opening.IsCertain && FetchData.TryRead(response, out var fetch) && fetch.Uid is { } uid)
                    opening.Messages.Learn(fetch.Number, uid);
                break;
        }
    }

    private void Open(Command command, string status)
    {
        var opening = Opening is { } o && ReferenceEquals(o.Command, command) ? o : null;
        Opening = null;
        if (status == "OK" && opening is not null)
        {
            opening.IsOpen = true;
            Selected = opening;
            isUnknown = false;
            IsDisturbed = false;
        }
        else if (status == "NO" || opening is { ClosedSeen: true })
        {
            Selected = null;
            isUnknown = false;
        }
        else if (status == "OK" || Selected is not null || isUnknown)
        {
            // Answered out of order, or BAD, which may or may not have deselected.
            Selected = null;
            isUnknown = true;
        }
    }
}
