namespace Endurance.Mixed.Steps;

/// <summary>Several commands sent at once; none of them uses message numbers, which the answers before would move (RFC 3501 section 5.5).</summary>
public static class Pipelining
{
    public static async Task SendAsync(Session session, CancellationToken cancellation)
    {
        var commands = new List<Command>();
        for (var count = session.Random.Next(2, 6); count > 0; count--)
        {
            if (session.Some(4) is not { Count: > 0 } messages || session.IsReadOnly)
            {
                commands.Add(session.OneIn(2) ? Command.Of("NOOP") : Adding.Append(session, mayWait: false));
                continue;
            }
            commands.Add(session.Random.Next(9) switch
            {
                < 3 => Storing.Store(session, messages, byUid: true),
                3 => Reading.Fetch(session, messages, byUid: true),
                4 => Reading.Search(session, isContext: false, byUid: true),
                5 => Removing.Copy(session, messages, byUid: true),
                6 => Removing.UidExpunge(session, messages),
                _ => Adding.Append(session, mayWait: false),
            });
        }
        await session.AskAsync(commands, cancellation);
    }

    /// <summary>What a client that uploads does.</summary>
    public static async Task AppendManyAsync(Session session, CancellationToken cancellation) =>
        await session.AskAsync([.. Enumerable.Range(0, session.Random.Next(3, 8)).Select(_ => Adding.Append(session, mayWait: false))], cancellation);
}
