using System.Runtime.InteropServices;
using Reference.Sessions;

namespace Reference.Serving;

/// <summary>Counts connections by where they come from or whose they are, up to a limit each.</summary>
internal sealed class Crowd<T>(int limit)
    where T : notnull
{
    private readonly Dictionary<T, int> _counts = [];

    /// <returns>False at the limit; then nothing was counted.</returns>
    public bool TryEnter(T one)
    {
        lock (_counts)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, one, out _);
            if (count >= limit) return false;
            count++;
            return true;
        }
    }

    /// <summary>Takes back one <see cref="TryEnter"/> that was true.</summary>
    public void Leave(T one)
    {
        lock (_counts)
        {
            if (--CollectionsMarshal.GetValueRefOrNullRef(_counts, one) == 0) _counts.Remove(one);
        }
    }
}

/// <summary>The connections of each user.</summary>
internal sealed class Admissions(int limit) : IAdmissions
{
    private readonly Crowd<string> _users = new(limit);

    public bool TryEnter(string user) => _users.TryEnter(user);

    public void Leave(string user) => _users.Leave(user);
}
