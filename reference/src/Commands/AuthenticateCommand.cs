using System.Buffers.Text;
using System.Text;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>AUTHENTICATE (RFC 3501 section 6.2.2), with an initial response if the client sends one (SASL-IR, RFC 4959).</summary>
/// <param name="Mechanism">In upper case.</param>
/// <param name="InitialResponse">Base64 as sent, "=" for an empty one; null when there is none.</param>
public sealed record AuthenticateCommand(string Mechanism, string? InitialResponse) : Command
{
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
        if (Mechanism != "PLAIN" || !session.Offer.Has("AUTH=PLAIN")) return Completion.No("no such mechanism is offered", "CANNOT");
        var response = InitialResponse;
        if (response is null)
        {
            session.Output.Raw("+ \r\n"u8);
            await session.Link.FlushAsync(cancellation);
            var line = await session.Link.ReadLineAsync(session.Limits.CommandPause, cancellation);
            if (line is null) return Completion.Bad("expected one line of base64");
            response = Encoding.ASCII.GetString(line);
            if (response == "*") return Completion.Bad("AUTHENTICATE cancelled");
        }
        if (!TryPlain(response, out var name, out var password))
            return Completion.Bad("expected base64 of [authzid] NUL authcid NUL passwd (RFC 4616)");
        return await Authentication.LogInAsync(session, name, password, "AUTHENTICATE", cancellation);
    }

    /// <summary>message = [authzid] NUL authcid NUL passwd. Acting for another user is not offered: authzid is empty or the same
    /// name.</summary>
    private static bool TryPlain(string base64, out string name, out string password)
    {
        name = password = "";
        var octets = new byte[base64.Length];
        if (base64 == "=" || !Base64.IsValid(base64) || base64.Any(char.IsWhiteSpace)
            || !Convert.TryFromBase64String(base64, octets, out var length))
        {
            return false;
        }
        var parts = Encoding.UTF8.GetString(octets, 0, length).Split('\0');
        if (parts.Length != 3 || parts[1].Length == 0 || parts[2].Length == 0) return false;
        if (parts[0].Length > 0 && parts[0] != parts[1]) return false;
        (name, password) = (parts[1], parts[2]);
        return true;
    }

    /// <summary>Without the response, which holds the password.</summary>
    public override string ToString() => $"AUTHENTICATE {Mechanism}";
}
