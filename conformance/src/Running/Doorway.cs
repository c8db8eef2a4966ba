using System.Net;
using System.Text;
using Conformance.Scenarios;
using Conformance.Wire;
using MailKit.Security;

namespace Conformance.Running;

/// <summary>Where getting in failed.</summary>
public enum EntryStage
{
    Connection,
    Tls,
    Greeting,
    Login,
    Mailbox,
}

/// <summary>The server cannot be used: which stage failed, and a sentence that says what to do.</summary>
public sealed class TargetException(EntryStage stage, string message, Exception? inner = null) : Exception(message, inner)
{
    public EntryStage Stage { get; } = stage;
}

/// <summary>The way into a server: connection, TLS, greeting, login.</summary>
public static class Doorway
{
    /// <summary>Mechanisms tried where LOGIN is disabled and none was named, safest first.</summary>
    private static readonly string[] Known = ["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN", "CRAM-MD5"];

    /// <summary>Connects, takes the greeting and, where that is the way here, STARTTLS.</summary>
    /// <param name="useStartTls">What the probe found; null: find out.</param>
    /// <param name="lane">Under which session it is recorded; <paramref name="number"/> counts the lane's connections from 1.</param>
    /// <exception cref="TargetException">Connection, Tls or Greeting.</exception>
    public static async Task<Entrance> ConnectAsync(
        Target target, bool? useStartTls, Transcript transcript, string lane, int number, Func<string> nextTag, Pace pace, CancellationToken cancel)
    {
        using var deadline = pace.Deadline(cancel);
        ImapConnection connection;
        try
        {
            connection = await ImapConnection.ConnectAsync(target.Host, target.Port, target.Tls, pace.Limits, transcript, lane, number, deadline.Token);
        }
        catch (WireException e)
        {
            throw new TargetException(e.Fault == WireFault.Tls ? EntryStage.Tls : EntryStage.Connection, e.Message, e);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TargetException(
                EntryStage.Connection, $"no connection to {target.Host} port {target.Port} within {pace.Timeout.TotalSeconds:0.###} s");
        }

        try
        {
            var dialogue = new Dialogue(connection, lane, nextTag, pace);
            var greeting = Greeting(await dialogue.GreetingAsync(cancel));
            var offered = CapabilityData.TryRead(greeting, out var told) ? told.Capabilities : null;
            var start = target.Tls.Mode == TlsMode.StartTls || (target.Tls.Mode == TlsMode.Auto && !connection.IsEncrypted && useStartTls != false);
            if (!start)
                return new Entrance(dialogue, greeting, offered, false);

            if (useStartTls is null && target.Tls.Mode == TlsMode.Auto)
            {
                offered ??= await CapabilitiesAsync(dialogue, cancel);
                if (!offered.Contains("STARTTLS"))
                    return new Entrance(dialogue, greeting, offered, false);
            }

            await StartTlsAsync(target, dialogue, pace, cancel);
            return new Entrance(dialogue, greeting, null, true);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for the capabilities.</summary>
    /// <exception cref="TargetException">Greeting: not even that works.</exception>
    public static async Task<IReadOnlyList<string>> CapabilitiesAsync(Dialogue dialogue, CancellationToken cancel)
    {
        var answer = await dialogue.CommandAsync("CAPABILITY", cancel);
        foreach (var response in answer.Responses)
        {
            if (response is DataResponse && CapabilityData.TryRead(response, out var told))
                return told.Capabilities;
        }

        throw new TargetException(EntryStage.Greeting, $"CAPABILITY was not answered: {answer.Fault?.Message ?? Describe(answer.Tagged)}");
    }

    /// <summary>Logs in.</summary>
    /// <returns>The capabilities, where the answer told them.</returns>
    /// <exception cref="TargetException">Login.</exception>
    public static async Task<IReadOnlyList<string>?> LogInAsync(
        Dialogue dialogue, Target target, Account account, IReadOnlyList<string> offered, CancellationToken cancel)
    {
        var mechanism = target.Mechanism?.ToUpperInvariant() ?? Choose(offered, dialogue.Connection.IsEncrypted);
        dialogue.Connection.KeepSecret(Encoding.UTF8.GetBytes(account.Password));
        Answer answer;
        try
        {
            answer = mechanism is null
                ? await dialogue.CommandAsync([.. Text("LOGIN "), .. String(account.User), .. Text(" "), .. String(account.Password)], cancel)
                : await AuthenticateAsync(dialogue, mechanism, account, offered, cancel);
        }
        finally
        {
            dialogue.Connection.KeepSecret(null);
        }

        var how = mechanism is null ? "LOGIN" : $"AUTHENTICATE {mechanism}";
        if (answer.Window.Tagged is null)
            throw new TargetException(EntryStage.Login, $"{how} as {account.User} was not answered: {Without(account.Password, Why(answer))}");
        if (answer.Tagged.Status != "OK")
            throw new TargetException(EntryStage.Login, $"{how} as {account.User} was refused: {Without(account.Password, Describe(answer.Tagged))}");
        return CapabilityData.TryRead(answer.Tagged, out var told) ? told.Capabilities : null;
    }

    /// <summary>A status for messages: <c>NO [LIMIT] Too many connections</c>.</summary>
    public static string Describe(StatusResponse status)
    {
        var code = status.Code is { } c ? $" [{string.Join(' ', c.Arguments.Select(a => a.Describe()).Prepend(c.Name))}]" : "";
        return $"{status.Status}{code} {status.Text}".TrimEnd();
    }

    /// <summary>Some servers repeat the command that they refuse.</summary>
    private static string Without(string password, string text) =>
        password.Length == 0 ? text : text.Replace(password, "(the password)", StringComparison.Ordinal);

    private static string Why(Answer answer) =>
        answer.Bye is { } bye ? Describe(bye) : answer.Fault?.Message ?? "the answer has no condition";

    private static StatusResponse Greeting(Answer answer)
    {
        if (answer.Window.Entries is not [var entry, ..])
            throw new TargetException(EntryStage.Greeting, $"no greeting: {answer.Fault!.Message}. Is this an IMAP port, and does it want TLS from the start?");
        if (entry.Response is not StatusResponse { IsTagged: false } greeting)
            throw new TargetException(EntryStage.Greeting, "the first line is no IMAP greeting. Is this an IMAP port?");
        return greeting.Status is "OK" or "PREAUTH"
            ? greeting
            : throw new TargetException(EntryStage.Greeting, $"the server greets with {Describe(greeting)}");
    }

    private static async Task StartTlsAsync(Target target, Dialogue dialogue, Pace pace, CancellationToken cancel)
    {
        var (tag, fault) = await dialogue.SendStartTlsAsync(cancel);
        var answer = fault is null ? await dialogue.TaggedAsync(tag, cancel) : null;
        if (answer?.Window.Tagged is not { Status: "OK" })
        {
            var why = fault?.Message ?? answer!.Fault?.Message ?? Describe(answer.Tagged);
            throw new TargetException(EntryStage.Tls, $"STARTTLS was not answered OK: {why}");
        }

        using var deadline = pace.Deadline(cancel);
        try
        {
            await dialogue.Connection.UpgradeAsync(target.Host, target.Tls, deadline.Token);
        }
        catch (WireException e)
        {
            throw new TargetException(EntryStage.Tls, e.Message, e);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TargetException(EntryStage.Tls, $"the TLS handshake was not done within {pace.Timeout.TotalSeconds:0.###} s");
        }
    }

    private static string? Choose(IReadOnlyList<string> offered, bool encrypted)
    {
        if (!offered.Contains("LOGINDISABLED"))
            return null;
        return Known.FirstOrDefault(m => offered.Contains("AUTH=" + m)) ?? throw new TargetException(
            EntryStage.Login,
            $"the server offers LOGINDISABLED and no mechanism that is known here{(encrypted ? "" : "; with TLS it may offer more (--tls)")}");
    }

    private static async Task<Answer> AuthenticateAsync(
        Dialogue dialogue, string name, Account account, IReadOnlyList<string> offered, CancellationToken cancel)
    {
        var sasl = SaslMechanism.Create(name, new NetworkCredential(account.User, account.Password))
            ?? throw new TargetException(EntryStage.Login, $"the SASL mechanism {name} is not known here; known are {string.Join(", ", Known)}");
        var initial = sasl.SupportsInitialResponse && offered.Contains("SASL-IR")
            ? " " + (await sasl.ChallengeAsync(null, cancel) is { Length: > 0 } first ? first : "=")
            : "";
        var (tag, fault) = await dialogue.SendAsync(Dialogue.Parts($"AUTHENTICATE {name}{initial}"), cancel);
        if (fault is not null)
            throw new TargetException(EntryStage.Login, fault.Message, fault);

        // SCRAM, the longest of them, takes three turns.
        for (var turn = 0; turn < 8; turn++)
        {
            var answer = await dialogue.GoOnAsync(tag, cancel);
            if (answer.Window.Tagged is not null || answer.Fault is not null)
                return answer;
            var challenge = answer.Responses.OfType<ContinuationResponse>().Last().Text;
            string reply;
            try
            {
                reply = sasl.IsAuthenticated ? "" : await sasl.ChallengeAsync(challenge, cancel) ?? "";
            }
            catch (Exception e) when (e is SaslException or FormatException)
            {
                reply = "*";
            }

            await dialogue.RawAsync(Dialogue.Parts(reply + "\r\n"), cancel);
        }

        throw new TargetException(EntryStage.Login, $"AUTHENTICATE {name} came to no end");
    }

    private static IReadOnlyList<OutgoingPart> Text(string text) => Dialogue.Parts(text);

    private static IReadOnlyList<OutgoingPart> String(string text) =>
        Astring.Write(text) is { } written ? Text(written) : [new LiteralOut(Encoding.UTF8.GetBytes(text), NonSynchronising: false)];
}

/// <summary>A connection that has greeted.</summary>
/// <param name="Capabilities">As far as they were told, or had to be asked for; null after STARTTLS, which ends their validity.</param>
public sealed record Entrance(Dialogue Dialogue, StatusResponse Greeting, IReadOnlyList<string>? Capabilities, bool UsedStartTls);
