using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>AUTHENTICATE (RFC 3501 section 6.2.2), with an initial response if the client sends one (SASL-IR, RFC 4959).</summary>
/// <param name="Mechanism">In upper case.</param>
/// <param name="InitialResponse">Base64 as sent, "=" for an empty one; null when there is none.</param>
public sealed record AuthenticateCommand(string Mechanism, string? InitialResponse) : Command
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public static CommandRow Row { get; } = new("AUTHENTICATE", SessionStates.NotAuthenticated, TellsExpunges: false, Parse);

    /// <summary>authenticate = "AUTHENTICATE" SP auth-type [SP (base64 / "=")].</summary>
    public static Command Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var mechanism = scanner.Word("auth-type");
        string? initial = null;
        if (!scanner.AtEnd && scanner.Offer.Has("SASL-IR"))
        {
            scanner.Sp();
            initial = scanner.Atom("base64 or \"=\"");
        }
        scanner.End();
        return new AuthenticateCommand(mechanism, initial);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        if (!session.Offer.Has("AUTH=" + Mechanism)) return Completion.No("no such mechanism is offered", "CANNOT");
        if (!session.MayLogIn) return Authentication.NeedsTls;
        try
        {
            var first = InitialResponse is null ? await AskAsync(session, "", cancellation) : Decode(InitialResponse == "=" ? "" : InitialResponse);
            return Mechanism == "PLAIN"
                ? await PlainAsync(session, first, cancellation)
                : await ScramAsync(session, first, cancellation);
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return Completion.Bad(e is FormatException ? e.Message : "expected base64 of UTF-8");
        }
    }

    /// <summary>message = [authzid] NUL authcid NUL passwd (RFC 4616 section 2); authzid must name the same user here.</summary>
    private static ValueTask<Completion> PlainAsync(Session session, string message, CancellationToken cancellation)
    {
        var parts = message.Split('\0');
        if (parts.Length != 3 || parts[1].Length == 0 || parts[2].Length == 0 || (parts[0].Length > 0 && parts[0] != parts[1]))
            throw new FormatException("expected base64 of [authzid] NUL authcid NUL passwd (RFC 4616)");
        return Authentication.LogInAsync(session, parts[1], parts[2], "AUTHENTICATE", cancellation);
    }

    private static async ValueTask<Completion> ScramAsync(Session session, string clientFirst, CancellationToken cancellation)
    {
        var exchange = new ScramExchange(session.Accounts.CredentialsOf, Convert.ToBase64String(RandomNumberGenerator.GetBytes(18)));
        var serverFirst = exchange.Begin(clientFirst)
            ?? throw new FormatException("expected a client-first-message without channel binding (RFC 5802 section 7)");
        var clientFinal = await AskAsync(session, serverFirst, cancellation);
        if (exchange.Finish(clientFinal) is not { } serverFinal || session.Accounts.Open(exchange.UserName) is not { } user)
            return Authentication.Fail(session);
        // IMAP has no room for data with the tagged OK: the client answers with nothing.
        if (await AskAsync(session, serverFinal, cancellation) is { Length: > 0 }) throw new FormatException("expected an empty response");
        return Authentication.Enter(session, exchange.UserName, user, "AUTHENTICATE");
    }

    /// <exception cref="FormatException">The client cancelled, or sent no base64.</exception>
    private static async ValueTask<string> AskAsync(Session session, string challenge, CancellationToken cancellation)
    {
        session.Output.Text($"+ {Convert.ToBase64String(Encoding.UTF8.GetBytes(challenge))}\r\n");
        await session.Link.FlushAsync(cancellation);
        var line = await session.Link.ReadLineAsync(session.Limits.CommandPause, cancellation)
            ?? throw new FormatException("expected one line of base64");
        return line is [(byte)'*'] ? throw new FormatException("AUTHENTICATE cancelled") : Decode(Encoding.Latin1.GetString(line));
    }

    private static string Decode(string base64)
    {
        if (!Base64.IsValid(base64) || base64.Any(char.IsWhiteSpace)) throw new FormatException("expected one line of base64");
        return Utf8.GetString(Convert.FromBase64String(base64));
    }

    /// <summary>Without the response, which holds the password.</summary>
    public override string ToString() => $"AUTHENTICATE {Mechanism}";
}
