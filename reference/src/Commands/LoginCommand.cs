using System.Text;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>LOGIN (RFC 3501 section 6.2.3).</summary>
public sealed record LoginCommand(string UserName, string Password) : Command
{
    public static CommandRow Row { get; } = new("LOGIN", SessionStates.NotAuthenticated, TellsExpunges: false, Parse);

    /// <summary>login = "LOGIN" SP userid SP password, both astring.</summary>
    public static Command Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var name = scanner.AString("userid");
        scanner.Sp();
        var password = scanner.AString("password");
        scanner.End();
        return new LoginCommand(Encoding.UTF8.GetString(name.Span), Encoding.UTF8.GetString(password.Span));
    }

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation) =>
        Authentication.LogInAsync(session, UserName, Password, "LOGIN", cancellation);

    /// <summary>Without the password: records print their members, logs and failed tests print records.</summary>
    public override string ToString() => $"LOGIN {UserName}";
}
