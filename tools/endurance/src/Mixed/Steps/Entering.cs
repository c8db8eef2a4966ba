using System.Text;
using Endurance.Wire;

namespace Endurance.Mixed.Steps;

/// <summary>Coming and going: login, ENABLE, COMPRESS, SELECT and EXAMINE, UNSELECT, LOGOUT, UNAUTHENTICATE, a cut line.</summary>
public static class Entering
{
    public static async Task OpenAsync(Session session, CancellationToken cancellation)
    {
        await session.ConnectAsync(cancellation);
        await LogInAsync(session, cancellation);
    }

    public static async Task SelectAsync(Session session, CancellationToken cancellation) =>
        await session.SelectAsync(session.AnyBox(), session.OneIn(6), cancellation);

    public static async Task UnselectAsync(Session session, CancellationToken cancellation)
    {
        await session.AskAsync("UNSELECT", cancellation);
        session.Leave();
    }

    public static async Task LogOutAsync(Session session, CancellationToken cancellation)
    {
        await session.AskAsync("LOGOUT", cancellation);
        session.Disconnect();
    }

    /// <summary>The line is lost.</summary>
    public static Task CutAsync(Session session, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        session.Disconnect();
        return Task.CompletedTask;
    }

    public static async Task UnauthenticateAsync(Session session, CancellationToken cancellation)
    {
        var connection = session.Connection;
        if (connection.IsCompressed)
        {
            var tag = connection.NextTag();
            await connection.SendLastCompressedAsync($"{tag} UNAUTHENTICATE", cancellation);
            var responses = new List<Response>();
            while (responses.Count == 0 || responses[^1].Tag != tag) responses.Add(await connection.ReadAsync(cancellation));
            session.Finish(Command.Of("UNAUTHENTICATE"), responses);
            await connection.EndCompressionAsync(cancellation);
        }
        else
        {
            await session.AskAsync("UNAUTHENTICATE", cancellation);
        }
        session.Forget();
        await LogInAsync(session, cancellation);
    }

    public static async Task CompressAsync(Session session, CancellationToken cancellation)
    {
        // In a session with NOTIFY something may be under way already, uncompressed.
        if (session.Connection.IsCompressed || session.IsNotified) return;
        await session.AskAsync("COMPRESS DEFLATE", cancellation);
        session.Connection.Compress();
    }

    public static async Task EnableAsync(Session session, CancellationToken cancellation)
    {
        switch (session.Random.Next(10))
        {
            case < 4:
                (session.CondStore, session.QResync) = (true, true);
                await session.AskAsync("ENABLE QRESYNC", cancellation);
                break;
            case < 6:
                session.CondStore = true;
                await session.AskAsync("ENABLE CONDSTORE", cancellation);
                break;
            case 6:
                (session.CondStore, session.QResync, session.UidOnly) = (true, true, true);
                await session.AskAsync("ENABLE UIDONLY QRESYNC", cancellation);
                break;
            case 7:
                (session.CondStore, session.QResync, session.Utf8) = (true, true, true);
                await session.AskAsync("ENABLE QRESYNC UTF8=ACCEPT X-UNKNOWN", cancellation);
                break;
            default:
                break;
        }
    }

    private static async Task LogInAsync(Session session, CancellationToken cancellation)
    {
        var user = session.User;
        if (session.OneIn(3))
        {
            var plain = Convert.ToBase64String(Encoding.ASCII.GetBytes($"\0{user.Name}\0{User.Password}"));
            await session.AskAsync(new Command("AUTHENTICATE", $"AUTHENTICATE PLAIN {plain}"), cancellation);
        }
        else
        {
            await session.AskAsync($"LOGIN {user.Name} {User.Password}", cancellation);
        }
        session.IsLoggedIn = true;
        await EnableAsync(session, cancellation);
        if (session.OneIn(6)) await CompressAsync(session, cancellation);
        await SelectAsync(session, cancellation);
    }
}
