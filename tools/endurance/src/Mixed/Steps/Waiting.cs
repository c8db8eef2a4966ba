using Endurance.Wire;

namespace Endurance.Mixed.Steps;

/// <summary>Commands by which a session hears of others: IDLE, NOTIFY, NOOP and CHECK.</summary>
public static class Waiting
{
    public static async Task NoopAsync(Session session, CancellationToken cancellation) =>
        await session.AskAsync(session.View is not null && session.OneIn(4) ? "CHECK" : "NOOP", cancellation);

    /// <summary>Idles until something is told and a little longer, a third of a second at most.</summary>
    public static async Task IdleAsync(Session session, CancellationToken cancellation)
    {
        var connection = session.Connection;
        var tag = connection.NextTag();
        await connection.SendAsync($"{tag} IDLE", cancellation);
        var responses = new List<Response>();
        Response response;
        while ((response = await connection.ReadAsync(cancellation)).Text[0] != '+' && response.Tag != tag) responses.Add(response);
        if (response.Tag != tag)
        {
            var next = connection.ReadAsync(cancellation);
            for (var heard = session.Random.Next(5); heard > 0; heard--)
            {
                try
                {
                    responses.Add(await next.WaitAsync(TimeSpan.FromMilliseconds(session.Random.Next(1, 80)), cancellation));
                }
                catch (TimeoutException)
                {
                    break;
                }
                next = connection.ReadAsync(cancellation);
            }
            await connection.SendAsync("DONE", cancellation);
            while ((response = await next).Tag != tag)
            {
                responses.Add(response);
                next = connection.ReadAsync(cancellation);
            }
        }
        responses.Add(response);
        session.Finish(new Command("IDLE", "IDLE"), responses);
    }

    /// <summary>NOTIFY of the selected mailbox, in which messages, flags and expunges are all told, and of others.</summary>
    public static async Task NotifyAsync(Session session, CancellationToken cancellation)
    {
        if (session.View is null) return;
        var of = session.OneIn(2) ? "selected" : "selected-delayed";
        var fetch = session.OneIn(2) ? $" ({(session.CondStore ? "UID FLAGS MODSEQ" : "UID FLAGS")})" : "";
        var others = session.Of(
        [
            "", " (personal (MailboxName SubscriptionChange))", " (inboxes (MessageNew MessageExpunge FlagChange))",
            " (mailboxes box1 (MessageNew MessageExpunge)) (personal (MailboxMetadataChange ServerMetadataChange))",
        ]);
        // From here on an expunge may be told at any time.
        session.IsNotified = true;
        await session.AskAsync(
            $"NOTIFY SET {(session.OneIn(2) ? "STATUS " : "")}({of} (MessageNew{fetch} MessageExpunge FlagChange)){others}", cancellation);
    }

    /// <summary>After NOTIFY NONE a session is told nothing that it did not ask for (RFC 5465 section 3.1), so it ends.</summary>
    public static async Task NotifyNoneAsync(Session session, CancellationToken cancellation)
    {
        if (!session.IsNotified) return;
        await session.AskAsync("NOTIFY NONE", cancellation);
        await Entering.LogOutAsync(session, cancellation);
    }
}
