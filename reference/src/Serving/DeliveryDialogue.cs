using System.Text;
using Microsoft.Extensions.Logging;
using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Serving;

/// <summary>One LMTP connection (RFC 2033): how a mail transport agent puts a message into a mailbox, without IMAP.</summary>
internal sealed class DeliveryDialogue(DeliveryLink link, Accounts accounts, Limits limits, ILogger log, TimeProvider clock)
{
    /// <summary>RFC 5321 section 4.5.3.1.8: at least 100.</summary>
    private const int MaxRecipients = 100;

    private readonly List<DeliveryAddress> _recipients = [];
    private string? _sender;
    private bool _greeted;

    /// <summary>Runs until QUIT or the end of the connection.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await ReplyAsync("220 reference LMTP ready");
        while (await link.ReadLineAsync(cancellation) is { } octets)
        {
            var line = Encoding.UTF8.GetString(octets);
            var (verb, rest) = line.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var space ? (line[..space], line[(space + 1)..].Trim()) : (line, "");
            switch (verb.ToUpperInvariant())
            {
                case "LHLO" when rest.Length > 0:
                    (_greeted, _sender) = (true, null);
                    _recipients.Clear();
                    await ReplyAsync("250-reference");
                    await ReplyAsync("250-PIPELINING");
                    await ReplyAsync("250-ENHANCEDSTATUSCODES");
                    await ReplyAsync($"250-SIZE {limits.LiteralOctets}");
                    await ReplyAsync("250 8BITMIME");
                    break;
                case "MAIL" when _greeted && _sender is null && PathOf(rest, "FROM:") is { } sender:
                    _sender = sender;
                    await ReplyAsync("250 2.1.0 Sender is ok");
                    break;
                case "RCPT" when _sender is not null && PathOf(rest, "TO:") is { } recipient:
                    await ReplyAsync(await AddAsync(recipient));
                    break;
                case "DATA" when _recipients.Count > 0:
                    await ReplyAsync("354 Go ahead, and end with a dot on a line of its own");
                    if (await ReceiveAsync(cancellation) is not { } message) return;
                    foreach (var recipient in _recipients) await ReplyAsync(await DeliverAsync(recipient, message, cancellation));
                    Forget();
                    break;
                case "RSET":
                    Forget();
                    await ReplyAsync("250 2.0.0 Forgotten");
                    break;
                case "NOOP":
                    await ReplyAsync("250 2.0.0 Nothing done");
                    break;
                case "QUIT":
                    await ReplyAsync("221 2.0.0 Good bye");
                    return;
                case "LHLO" or "MAIL" or "RCPT" or "DATA":
                    await ReplyAsync("503 5.5.1 Not like this, or not now: LHLO name, MAIL FROM:<...>, RCPT TO:<...>, DATA");
                    break;
                default:
                    await ReplyAsync("500 5.5.2 LHLO, MAIL, RCPT, DATA, RSET, NOOP and QUIT are known here");
                    break;
            }
        }

        ValueTask ReplyAsync(string reply) => link.WriteLineAsync(reply, cancellation);
    }

    private static string? PathOf(string argument, string keyword)
    {
        if (!argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase)) return null;
        var path = argument[keyword.Length..].TrimStart();
        var end = path.LastIndexOf('>');
        return path.StartsWith('<') && end > 0 ? path[..(end + 1)] : null;
    }

    private void Forget()
    {
        _sender = null;
        _recipients.Clear();
    }

    private async ValueTask<string> AddAsync(string path)
    {
        if (_recipients.Count >= MaxRecipients) return "452 4.5.3 Too many recipients";
        if (!DeliveryAddress.TryParse(path, out var address)) return "501 5.1.3 Expected <user@domain> or <user+mailbox@domain>";
        if (accounts.Find(address.Value.User) is not { } user) return "550 5.1.1 No such user";
        try
        {
            await user.OpenAsync(address.Value.Mailbox);
        }
        catch (StoreException e)
        {
            return e.Kind == StoreError.Unavailable ? "451 4.3.0 Try again later" : "550 5.2.1 No such mailbox";
        }
        _recipients.Add(address.Value);
        return "250 2.1.5 Recipient is ok";
    }

    /// <summary>The message up to the dot, its lines ended by CRLF; null when the connection ended before.</summary>
    /// <remarks>What is too large is read to its end and is empty then: the connection stays in step.</remarks>
    private async ValueTask<byte[]?> ReceiveAsync(CancellationToken cancellation)
    {
        using var message = new MemoryStream();
        message.Write(Encoding.UTF8.GetBytes($"Return-Path: {_sender}\r\n"));
        var tooLarge = false;
        while (await link.ReadLineAsync(cancellation) is { } line)
        {
            if (line is [(byte)'.']) return tooLarge ? [] : message.ToArray();
            var text = line is [(byte)'.', ..] ? line.AsMemory(1) : line;
            tooLarge |= message.Length + text.Length > limits.LiteralOctets;
            if (tooLarge) continue;
            message.Write(text.Span);
            message.Write("\r\n"u8);
        }
        return null;
    }

    private async ValueTask<string> DeliverAsync(DeliveryAddress address, byte[] message, CancellationToken cancellation)
    {
        if (message.Length == 0) return $"552 5.3.4 The message is larger than {limits.LiteralOctets} octets";
        if (message.AsSpan().Contains((byte)0)) return "554 5.6.0 A message with a NUL cannot be read by IMAP";
        try
        {
            var mailbox = await accounts.Find(address.User)!.OpenAsync(address.Mailbox, cancellation);
            RecentMark.Of(mailbox);
            using var content = await mailbox.PrepareAsync(message, cancellation);
            var now = clock.GetLocalNow();
            await mailbox.CommitAsync(_ => new Decision([new AppendChange(SystemFlags.None, [], now, content)]), cancellation);
            log.LogInformation("delivered {Octets} octets to {User} in {Mailbox}", message.Length, address.User, address.Mailbox);
            return "250 2.0.0 Delivered";
        }
        catch (StoreException e)
        {
            log.LogWarning("not delivered to {User} in {Mailbox}: {Reason}", address.User, address.Mailbox, e.Message);
            return e.Kind is StoreError.NonExistent or StoreError.HasInferiors ? "550 5.2.1 No such mailbox" : "451 4.3.0 Try again later";
        }
    }
}
