using Endurance.Mixed.Steps;

namespace Endurance.Mixed;

/// <summary>Everything that sessions do, and how often.</summary>
public static class Repertoire
{
    private enum Needs
    {
        Login,
        Mailbox,
        WritableMailbox,
    }

    private sealed record Step(int Weight, Needs Needs, Func<Session, CancellationToken, Task> RunAsync);

    private static readonly Step[] Steps =
    [
        new(20, Needs.WritableMailbox, Storing.StoreAsync), new(1, Needs.WritableMailbox, Storing.StoreFoundAsync),
        new(9, Needs.Login, Adding.AppendAsync), new(3, Needs.Login, Adding.CatenateAsync), new(3, Needs.WritableMailbox, Adding.ReplaceAsync),
        new(6, Needs.Mailbox, Removing.CopyAsync), new(5, Needs.WritableMailbox, Removing.MoveAsync),
        new(9, Needs.WritableMailbox, Removing.ExpungeAsync),
        new(14, Needs.Mailbox, Reading.FetchAsync), new(2, Needs.Mailbox, Reading.FetchAllAsync), new(8, Needs.Mailbox, Reading.SearchAsync),
        new(1, Needs.Mailbox, Reading.CancelUpdateAsync),
        new(3, Needs.Login, Naming.ListAsync), new(4, Needs.Login, Naming.StatusAsync), new(2, Needs.Login, Naming.ChangeNamesAsync),
        new(1, Needs.Login, Naming.SetMetadataAsync), new(1, Needs.Login, Naming.GetMetadataAsync), new(1, Needs.Login, Naming.SetServerMetadataAsync),
        new(6, Needs.Login, Waiting.NoopAsync), new(5, Needs.Login, Waiting.IdleAsync), new(1, Needs.Mailbox, Waiting.NotifyAsync),
        new(1, Needs.Login, Waiting.NotifyNoneAsync),
        new(7, Needs.Login, Entering.SelectAsync), new(1, Needs.Mailbox, Entering.UnselectAsync), new(1, Needs.Login, Entering.LogOutAsync),
        new(1, Needs.Login, Entering.CutAsync), new(1, Needs.Login, Entering.UnauthenticateAsync), new(1, Needs.Login, Entering.CompressAsync),
        new(6, Needs.Mailbox, Pipelining.SendAsync), new(1, Needs.Login, Pipelining.AppendManyAsync),
    ];

    private static readonly int AllWeights = Steps.Sum(step => step.Weight);

    /// <summary>One step of a session that is logged in; what it cannot do now is passed over.</summary>
    public static async Task NextAsync(Session session, CancellationToken cancellation)
    {
        var step = Draw(session);
        while (!Can(session, step.Needs)) step = Draw(session);
        if (Adding.IsFull(session) && !session.IsReadOnly && session.OneIn(4)) await Removing.ExpungeAsync(session, cancellation);
        else await step.RunAsync(session, cancellation);
        if (session.IsConnected && session.OneIn(2)) await session.LearnAsync(cancellation);
    }

    private static Step Draw(Session session)
    {
        var at = session.Random.Next(AllWeights);
        foreach (var step in Steps)
        {
            at -= step.Weight;
            if (at < 0) return step;
        }
        return Steps[^1];
    }

    private static bool Can(Session session, Needs needs) => needs switch
    {
        Needs.Login => session.IsLoggedIn,
        Needs.Mailbox => session.View is not null,
        _ => session is { View: not null, IsReadOnly: false },
    };
}
