using System.Globalization;
using System.Text;
using Conformance.Grammar;
using Conformance.Running;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Fuzzing;

/// <summary>
/// One connection of a fuzz run. It sends a command, waits for its tagged answer, and judges what came: whether the answer fits the command, whether
/// the server is still in step, and whether every response follows the grammar. When the dialogue has ended, it begins another.
/// </summary>
internal sealed class FuzzSession(
    Target target, Offer offer, Pace pace, SyntaxJudge judge, FuzzCommands commands, FuzzSettings settings, FuzzTally tally, string lane, string mailbox)
{
    /// <summary>Commands after which the connection is made anew and its mailbox filled again: the random ones leave nothing as it was.</summary>
    private const int CommandsOfOneConnection = 400;

    private int connections;
    private int ownTags;

    /// <summary>Sends that many commands.</summary>
    public async Task RunAsync(long count, CancellationToken cancel)
    {
        for (long sent = 0; sent < count;)
        {
            var batch = Math.Min(count - sent, CommandsOfOneConnection);
            sent += await ConnectionAsync(batch, cancel);
        }
    }

    /// <returns>How many commands were sent before the dialogue ended.</returns>
    private async Task<long> ConnectionAsync(long most, CancellationToken cancel)
    {
        var entrance = await Doorway.ConnectAsync(target, offer.UsesStartTls, new Transcript(pace.Clock), lane, ++connections, OwnTag, pace, cancel);
        await using var connection = entrance.Dialogue.Connection;
        tally.Reconnected();
        if (entrance.Greeting.Status != "PREAUTH")
            await Doorway.LogInAsync(entrance.Dialogue, target, target.Account, offer.BeforeLogin, cancel);
        await PrepareAsync(entrance.Dialogue, cancel);
        for (long sent = 1; sent <= most; sent++)
        {
            // What was said before is judged; keeping it would fill the memory.
            connection.RecordIn(new Transcript(pace.Clock), lane, connections);
            var command = commands.Next();
            if (!await OneAsync(connection, command, cancel))
                return sent;
            if (command.Name is "CLOSE" or "UNSELECT" or "SELECT" or "EXAMINE")
                await entrance.Dialogue.CommandAsync($"SELECT {mailbox}", cancel);
        }
        return most;
    }

    private async Task PrepareAsync(Dialogue dialogue, CancellationToken cancel)
    {
        await dialogue.CommandAsync($"CREATE {mailbox}", cancel);
        foreach (var capability in (string[])["QRESYNC", "CONDSTORE"])
        {
            if (offer.Has(capability) && offer.Has("ENABLE") && connections % 3 == 0)
                await dialogue.CommandAsync($"ENABLE {capability}", cancel);
        }
        commands.Dialect = Dialect.Rev1;
        if (offer.Has("IMAP4REV2") && connections % 2 == 0 && Enables(await dialogue.CommandAsync("ENABLE IMAP4rev2", cancel)))
            commands.Dialect = Dialect.Rev2;
        for (var i = 0; i < 3; i++)
            await dialogue.CommandAsync([new BytesOut(Encoding.ASCII.GetBytes($"APPEND {mailbox} ")), new LiteralOut(Message(i), false)], cancel);
        await dialogue.CommandAsync($"SELECT {mailbox}", cancel);
    }

    private static bool Enables(Answer answer) =>
        answer.Responses.Any(response => EnabledData.TryRead(response, out var enabled) && enabled.Capabilities.Contains("IMAP4REV2"));

    private static byte[] Message(int number) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"From: a@example.org\r\nSubject: message {number}\r\nDate: Mon, 2 Feb 2026 10:20:30 +0000\r\n\r\nText {number}.\r\n"));

    /// <returns>False if the dialogue has ended.</returns>
    private async Task<bool> OneAsync(ImapConnection connection, FuzzCommand command, CancellationToken cancel)
    {
        using var deadline = pace.Deadline(cancel);
        var bye = false;
        var continuations = 0;
        try
        {
            await connection.SendAsync([(command.Bytes, command.Tag)], deadline.Token);
            while (true)
            {
                var response = (await connection.ReceiveAsync(deadline.Token)).Response!;
                JudgeSyntax(command, response);
                switch (response)
                {
                    case ContinuationResponse:
                        // The literals were sent with the command; what else asks to go on is IDLE or AUTHENTICATE.
                        if (++continuations > Framing.Of(command.Bytes).Count(size => size >= 0))
                            await connection.SendAsync([(command.Name == "IDLE" ? "DONE\r\n"u8.ToArray() : "*\r\n"u8.ToArray(), null)], deadline.Token);
                        break;
                    case StatusResponse { Tag: "*", Status: "BYE" }:
                        bye = true;
                        break;
                    case StatusResponse { IsTagged: true } status when status.Tag != command.Tag:
                        tally.Find(new FuzzFinding($"an answer with the tag {status.Tag}, which no command waits for", command, Shown(response)));
                        return false;
                    case StatusResponse { IsTagged: true } status:
                        JudgeAnswer(command, status);
                        return !bye && !(status.Status == "OK" && command.Name is "STARTTLS" or "COMPRESS" or "UNAUTHENTICATE");
                }
            }
        }
        catch (WireException e)
        {
            if (!bye)
                tally.Find(new FuzzFinding($"{e.Message}, without BYE", command, ""));
            else if (command.Name != "LOGOUT" && !command.IsBroken)
                tally.Answered(command, "BYE");
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            tally.Find(new FuzzFinding($"no tagged answer within {pace.Timeout.TotalSeconds:0.###} s", command, ""));
            return false;
        }
    }

    private void JudgeAnswer(FuzzCommand command, StatusResponse status)
    {
        tally.Answered(command, status.Status);
        if (command.IsBroken && status.Status != "BAD")
            tally.Find(new FuzzFinding("no rule derives the command, and it was not answered BAD", command, Shown(status)));
        if (command.IsBroken || status.Status != "BAD")
            return;
        tally.Refused(command, status.Text);
        if (settings.Misunderstood(status.Text))
            tally.Find(new FuzzFinding("a well-formed command was not understood", command, Shown(status)));
    }

    private void JudgeSyntax(FuzzCommand command, Response response)
    {
        // A random ENABLE may have been among the commands.
        var verdict = judge.JudgeResponse(response.Raw, dialect: Dialect.Rev2);
        if (verdict.Kind == SyntaxKind.Rejected)
            tally.Find(new FuzzFinding($"a response against the grammar: {verdict.Explanation}", command, Shown(response)));
    }

    private static string Shown(Response response)
    {
        var text = Encoding.Latin1.GetString(response.Raw.Span).TrimEnd('\r', '\n');
        return new string([.. text.Take(300).Select(c => c is >= ' ' and <= '~' ? c : '?')]);
    }

    private string OwnTag() => $"own{++ownTags}";
}
