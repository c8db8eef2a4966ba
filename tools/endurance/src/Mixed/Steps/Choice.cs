using System.Globalization;
using Endurance.Model;

namespace Endurance.Mixed.Steps;

/// <summary>What a session picks at random, by its seed.</summary>
public static class Choice
{
    private static readonly string[] Flags =
        ["\\Seen", "\\Answered", "\\Flagged", "\\Draft", "$Forwarded", "$MDNSent", "$Junk", "$NotJunk", "work", "later", "Old1", "old2"];

    public static T Of<T>(this Session session, IReadOnlyList<T> all) => all[session.Random.Next(all.Count)];

    public static bool OneIn(this Session session, int count) => session.Random.Next(count) == 0;

    public static Box AnyBox(this Session session) => session.Of(session.User.Boxes);

    /// <summary>A mailbox that some session of the user makes and removes; often there is none of that name.</summary>
    public static string AnyOwnName(this Session session) => OwnName(1 + session.Random.Next(session.Load.Users.Count * 4), session.Random.Next(3));

    public static string OwnName(int session, int index) => string.Create(CultureInfo.InvariantCulture, $"own-{session}-{index}");

    /// <summary>1 to <paramref name="most"/> messages whose UIDs are known, in order; none when there are none.</summary>
    public static IReadOnlyList<Seen> Some(this Session session, int most)
    {
        var all = session.Messages;
        if (all.Count == 0) return [];
        var count = session.Random.Next(1, most + 1);
        if (session.OneIn(2))
        {
            var start = session.Random.Next(all.Count);
            return [.. all.Skip(start).Take(count)];
        }
        return [.. all.Where(_ => session.Random.Next(all.Count) < count).Take(most).DefaultIfEmpty(session.Of(all))];
    }

    /// <summary>The set of these messages, by UID or by message number.</summary>
    public static string SetOf(this Session session, IReadOnlyList<Seen> messages, bool byUid)
    {
        if (byUid) return Sets.Of(messages.Select(message => message.Uid));
        var all = session.View!.Messages;
        var numbers = new List<uint>();
        for (int i = 0, at = 0; i < all.Count && at < messages.Count; i++)
        {
            if (!ReferenceEquals(all[i], messages[at])) continue;
            numbers.Add((uint)i + 1);
            at++;
        }
        return Sets.Of(numbers);
    }

    public static IReadOnlyList<string> SomeFlags(this Session session, bool mayBeNone)
    {
        var flags = new List<string>();
        for (var count = session.Random.Next(mayBeNone ? 0 : 1, 4); flags.Count < count;)
        {
            if (session.OneIn(400)) flags.Add(string.Create(CultureInfo.InvariantCulture, $"New{session.Random.Next(60)}"));
            else flags.Add(session.Of(Flags));
        }
        return [.. FlagNames.Set(flags)];
    }

    public static string NewLetter(this Session session)
    {
        var size = session.OneIn(40) ? session.Random.Next(10_000, 60_000) : session.Random.Next(300, 2000);
        return Letter.Name(session.Number, ++session.Letters, size);
    }
}
