using System.Text;
using Conformance.Checking.Matching;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>What one session received in one go, and what went wrong meanwhile.</summary>
/// <param name="Window">Also what came before a fault.</param>
/// <param name="Fault">Why the tagged answer (or whatever was waited for) did not come; null if it did.</param>
public sealed record Answer(Window Window, WireException? Fault)
{
    /// <summary>The tagged answer.</summary>
    /// <exception cref="WireException">There is none.</exception>
    public StatusResponse Tagged => Window.Tagged ?? throw Fault ?? new WireException(WireFault.HungUp, "no tagged answer came");

    public IEnumerable<Response> Responses => Window.Entries.Select(e => e.Response!);

    /// <summary>The transcript entry of the last response.</summary>
    public int? LastEntry => Window.Entries is [.., var last] ? last.Number : null;

    /// <summary>The server's BYE, if it said one.</summary>
    public StatusResponse? Bye => Responses.OfType<StatusResponse>().FirstOrDefault(s => s is { IsTagged: false, Status: "BYE" });
}

/// <summary>Something to send: a command, which gets a tag and CRLF, or bytes as they are.</summary>
public sealed record Outgoing(IReadOnlyList<OutgoingPart> Parts, bool IsCommand = true);

/// <summary>
/// Commands and their answers on one connection. What came since the window before belongs to the next one, so that no response escapes being looked
/// at. Each wait ends by its deadline at the latest.
/// </summary>
/// <param name="lane">Under which session it is recorded.</param>
/// <param name="nextTag">Gives a tag that is unique on the connection.</param>
public sealed class Dialogue(ImapConnection connection, string lane, Func<string> nextTag, Pace pace)
{
    private static readonly byte[] Crlf = "\r\n"u8.ToArray();

    /// <summary>Received, and in no window yet.</summary>
    private readonly List<Entry> pending = [];
    private readonly HashSet<string> outstanding = [];
    private WireException? ended;

    public ImapConnection Connection => connection;

    /// <summary>No command waits for its answer, and the connection stands: another may be sent.</summary>
    public bool IsReady => outstanding.Count == 0 && ended is null && !connection.HasEnded;

    /// <summary>Sends a command and reads until its tagged answer.</summary>
    public Task<Answer> CommandAsync(string text, CancellationToken cancel) => CommandAsync(Parts(text), cancel);

    /// <summary>The same, with literals.</summary>
    public async Task<Answer> CommandAsync(IReadOnlyList<OutgoingPart> parts, CancellationToken cancel)
    {
        var (tag, fault) = await SendAsync(parts, cancel);
        return fault is null ? await TaggedAsync(tag, cancel) : Failed(tag, fault);
    }

    /// <summary>Sends a command. The fault is that of a literal that could not be sent; a refused literal is none, its answer is the tagged one.</summary>
    public async Task<(string Tag, WireException? Fault)> SendAsync(IReadOnlyList<OutgoingPart> parts, CancellationToken cancel)
    {
        var sent = await SendAllAsync([new Outgoing(parts)], cancel);
        return (sent[0].Tag!, sent[0].Fault);
    }

    /// <summary>Sends several commands or pieces, as far as their literals allow in a single write.</summary>
    /// <returns>For each its tag (null for what is no command) and why it could not be sent.</returns>
    public async Task<IReadOnlyList<(string? Tag, WireException? Fault)>> SendAllAsync(IReadOnlyList<Outgoing> all, CancellationToken cancel)
    {
        var sent = new List<(string?, WireException?)>();
        var pieces = new List<(ReadOnlyMemory<byte>, string?)>();
        foreach (var (parts, isCommand) in all)
        {
            if (!isCommand)
            {
                pieces.Add((Join(parts), null));
                sent.Add((null, null));
                continue;
            }

            var tag = nextTag();
            outstanding.Add(tag);
            var bytes = new List<byte>(Encoding.ASCII.GetBytes(tag + " "));
            string? pieceTag = tag;
            WireException? fault = null;
            var refused = false;
            foreach (var part in parts)
            {
                if (part is LiteralOut literal)
                {
                    bytes.AddRange(Encoding.ASCII.GetBytes($"{{{literal.Bytes.Length}{(literal.NonSynchronising ? "+" : "")}}}\r\n"));
                    if (!literal.NonSynchronising)
                    {
                        EndPiece();
                        fault = await FlushAsync();
                        if (fault is null)
                            (refused, fault) = await GoAheadAsync(tag, cancel);
                        if (refused || fault is not null)
                            break;
                    }
                }

                bytes.AddRange(part.Bytes.ToArray());
            }

            if (!refused && fault is null)
            {
                bytes.AddRange(Crlf);
                EndPiece();
            }

            sent.Add((tag, fault));

            void EndPiece()
            {
                pieces.Add((bytes.ToArray(), pieceTag));
                bytes.Clear();
                pieceTag = null;
            }
        }

        return await FlushAsync() is { } late ? [.. sent.Select(s => (s.Item1, s.Item2 ?? late))] : sent;

        async Task<WireException?> FlushAsync()
        {
            var outgoing = pieces.ToArray();
            pieces.Clear();
            return outgoing.Length == 0 ? null : await TrySendAsync(outgoing, cancel);
        }
    }

    /// <summary>Sends STARTTLS: behind its OK the connection reads nothing more in plain text.</summary>
    public async Task<(string Tag, WireException? Fault)> SendStartTlsAsync(CancellationToken cancel)
    {
        var tag = nextTag();
        outstanding.Add(tag);
        connection.ExpectUpgrade(tag);
        return (tag, await TrySendAsync([(Encoding.ASCII.GetBytes($"{tag} STARTTLS\r\n"), tag)], cancel));
    }

    /// <summary>Text and CRLF to a command begun before.</summary>
    public async Task<Answer> ContinueAsync(string tag, IReadOnlyList<OutgoingPart> parts, CancellationToken cancel)
    {
        var fault = await RawAsync([.. parts, new BytesOut(Crlf)], cancel);
        return fault is null ? await TaggedAsync(tag, cancel) : Failed(tag, fault);
    }

    /// <summary>Exactly these bytes.</summary>
    public Task<WireException?> RawAsync(IReadOnlyList<OutgoingPart> parts, CancellationToken cancel) =>
        TrySendAsync([(Join(parts), null)], cancel);

    /// <summary>Reads until the tagged answer to that command.</summary>
    public Task<Answer> TaggedAsync(string tag, CancellationToken cancel) =>
        ReadAsync(tag, e => IsTagged(e, tag), $"no tagged answer to {tag}", cancel);

    /// <summary>Reads until the server asks to go on, or has answered.</summary>
    public Task<Answer> GoOnAsync(string tag, CancellationToken cancel) =>
        ReadAsync(tag, e => e.Response is ContinuationResponse || IsTagged(e, tag), $"neither '+' nor a tagged answer to {tag}", cancel);

    /// <summary>The greeting: the first response.</summary>
    public Task<Answer> GreetingAsync(CancellationToken cancel) => ReadAsync(null, _ => true, "no greeting", cancel);

    /// <summary>Reads until what has come is enough; asked again after each response.</summary>
    public async Task<Answer> UntilAsync(Func<Window, bool> enough, CancellationToken cancel)
    {
        using var deadline = pace.Deadline(cancel);
        while (true)
        {
            var closed = ended is { Fault: WireFault.HungUp };
            if (enough(new Window(lane, null, [.. pending], null, closed)))
                return new Answer(Take(null, pending.Count) with { Closed = closed }, null);
            // Once closed there is nothing more to come; a close that was just noticed is looked at once.
            if (await MoreAsync("what was waited for did not come", deadline, cancel) is { } fault && (closed || fault.Fault != WireFault.HungUp))
                return new Answer(Take(null, pending.Count) with { Closed = closed }, fault);
        }
    }

    /// <summary>Waits until something comes, at most that long. What comes belongs to the next window.</summary>
    public async Task PauseAsync(TimeSpan length, CancellationToken cancel)
    {
        using var deadline = new Deadline(length, pace.Clock, cancel);
        try
        {
            pending.Add(await connection.ReceiveAsync(deadline.Token));
        }
        catch (WireException e)
        {
            ended ??= e;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nothing came.
        }
    }

    /// <summary>A text as the one part of a command.</summary>
    public static IReadOnlyList<OutgoingPart> Parts(string text) => [new BytesOut(Encoding.UTF8.GetBytes(text))];

    private static ReadOnlyMemory<byte> Join(IReadOnlyList<OutgoingPart> parts) => parts.SelectMany(p => p.Bytes.ToArray()).ToArray();

    private static bool IsTagged(Entry entry, string tag) => entry.Response is StatusResponse status && status.Tag == tag;

    private async Task<Answer> ReadAsync(string? tag, Func<Entry, bool> isLast, string missing, CancellationToken cancel)
    {
        using var deadline = pace.Deadline(cancel);
        for (var i = 0; ; i++)
        {
            if (i >= pending.Count && await MoreAsync(missing, deadline, cancel) is { } fault)
                return Failed(tag, fault);
            if (isLast(pending[i]))
                return new Answer(Take(tag, i + 1), null);
        }
    }

    /// <summary>Waits for <c>+</c> before a literal; refused when the command's tagged answer comes instead.</summary>
    private async Task<(bool Refused, WireException? Fault)> GoAheadAsync(string tag, CancellationToken cancel)
    {
        using var deadline = pace.Deadline(cancel);
        for (var i = pending.Count; ; i++)
        {
            if (i >= pending.Count && await MoreAsync($"no '+' for the literal of {tag}", deadline, cancel) is { } fault)
                return (false, fault);
            if (pending[i].Response is ContinuationResponse)
                return (false, null);
            if (IsTagged(pending[i], tag))
                return (true, null);
        }
    }

    private async Task<WireException?> MoreAsync(string missing, Deadline deadline, CancellationToken cancel)
    {
        if (ended is not null)
            return ended;
        try
        {
            pending.Add(await connection.ReceiveAsync(deadline.Token));
            return null;
        }
        catch (WireException e)
        {
            return ended = e;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new WireException(WireFault.TimedOut, $"{missing} within {pace.Timeout.TotalSeconds:0.###} s");
        }
    }

    private async Task<WireException?> TrySendAsync(IReadOnlyList<(ReadOnlyMemory<byte>, string?)> pieces, CancellationToken cancel)
    {
        using var deadline = pace.Deadline(cancel);
        try
        {
            await connection.SendAsync(pieces, deadline.Token);
            return null;
        }
        catch (WireException e)
        {
            // What the server said before it went is still to be read.
            return e;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return ended = new WireException(WireFault.TimedOut, $"the server took in nothing for {pace.Timeout.TotalSeconds:0.###} s");
        }
    }

    /// <summary>What has come so far, as the answer to a command that failed.</summary>
    internal Answer Failed(string? tag, WireException fault)
    {
        while (connection.TryReceive(out var entry))
            pending.Add(entry!);
        return new Answer(Take(tag, pending.Count) with { Closed = fault.Fault == WireFault.HungUp }, fault);
    }

    /// <summary>
    /// The window that ends with entry <paramref name="count"/>. An answer to another outstanding command that came earlier (pipelining does not fix
    /// the order) keeps its own window.
    /// </summary>
    private Window Take(string? tag, int count)
    {
        var start = 0;
        for (var i = 0; i < count - 1 && tag is not null; i++)
        {
            if (pending[i].Response is StatusResponse { IsTagged: true } status && status.Tag != tag && outstanding.Contains(status.Tag))
                start = i + 1;
        }

        var entries = pending.GetRange(start, count - start);
        pending.RemoveRange(start, count - start);
        var tagged = tag is null ? null : entries.Select(e => e.Response).OfType<StatusResponse>().FirstOrDefault(s => s.Tag == tag);
        if (tagged is not null)
            outstanding.Remove(tag!);
        return new Window(lane, tag, entries, tagged, Closed: false);
    }
}
