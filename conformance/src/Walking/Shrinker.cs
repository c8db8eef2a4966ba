namespace Conformance.Walking;

/// <summary>
/// Makes a walk that fails smaller as long as it fails: whole sessions and runs of steps are left out (delta debugging), sessions made one, steps made
/// simpler, messages left out. What is left cannot be made smaller in any of these ways, unless the time was up.
/// </summary>
/// <param name="fails">Makes a walk; gives it back as it was made if it fails in the same way, null if it does not.</param>
internal sealed class Shrinker(Func<Walk, Task<Walk?>> fails)
{
    /// <summary>Shrinks until nothing more can be left out, or until it is cancelled.</summary>
    public async Task<Walk> ShrinkAsync(Walk walk, CancellationToken cancel)
    {
        Walk before;
        do
        {
            before = walk;
            walk = await WithoutSessionsAsync(walk, cancel);
            walk = await WithoutStepsAsync(walk, cancel);
            walk = await WithFewerSessionsAsync(walk, cancel);
            walk = await SimplerAsync(walk, cancel);
            walk = await WithFewerMessagesAsync(walk, cancel);
        }
        while (!ReferenceEquals(walk, before) && !cancel.IsCancellationRequested);
        return walk;
    }

    private async Task<Walk> WithoutSessionsAsync(Walk walk, CancellationToken cancel)
    {
        foreach (var session in SessionsOf(walk))
            walk = await TryAsync(walk, [.. walk.Steps.Where(s => s is HookStepOfWalk || s.Session != session)], cancel) ?? walk;
        return walk;
    }

    private async Task<Walk> WithoutStepsAsync(Walk walk, CancellationToken cancel)
    {
        for (var size = Math.Max(1, walk.Steps.Count / 2); size >= 1; size /= 2)
        {
            // From the end: what comes after the failure goes first.
            for (var end = walk.Steps.Count; end > 0; end = Math.Min(end - size, walk.Steps.Count))
            {
                var start = Math.Max(0, end - size);
                walk = await TryAsync(walk, [.. walk.Steps.Take(start), .. walk.Steps.Skip(end)], cancel) ?? walk;
            }
        }

        return walk;
    }

    /// <summary>What two sessions do may as well be done by one.</summary>
    private async Task<Walk> WithFewerSessionsAsync(Walk walk, CancellationToken cancel)
    {
        foreach (var session in SessionsOf(walk).Reverse())
        {
            foreach (var other in SessionsOf(walk).Where(o => o < session))
            {
                if (await TryAsync(walk, [.. walk.Steps.Select(s => s.Session == session && s is not HookStepOfWalk ? s.By(other) : s)], cancel) is { } fewer)
                {
                    walk = fewer;
                    break;
                }
            }
        }

        return walk;
    }

    private async Task<Walk> SimplerAsync(Walk walk, CancellationToken cancel)
    {
        for (var i = 0; i < walk.Steps.Count; i++)
        {
            // After one that fails too, its own simpler forms are tried.
            for (var again = true; again && i < walk.Steps.Count;)
            {
                again = false;
                foreach (var simpler in walk.Steps[i].Simpler)
                {
                    if (await TryAsync(walk, [.. walk.Steps.Take(i), simpler, .. walk.Steps.Skip(i + 1)], cancel) is not { } found)
                        continue;
                    walk = found;
                    again = true;
                    break;
                }
            }
        }

        return walk;
    }

    private async Task<Walk> WithFewerMessagesAsync(Walk walk, CancellationToken cancel)
    {
        for (var messages = 1; messages < walk.Messages; messages++)
        {
            if (await TryAsync(walk with { Messages = messages }, walk.Steps, cancel) is { } fewer)
                return fewer;
        }

        return walk;
    }

    private async Task<Walk?> TryAsync(Walk walk, IReadOnlyList<WalkStep> steps, CancellationToken cancel) =>
        cancel.IsCancellationRequested || steps.Count == 0 ? null : await fails(walk with { Steps = steps });

    private static int[] SessionsOf(Walk walk) => [.. walk.Steps.Where(s => s is not HookStepOfWalk).Select(s => s.Session).Distinct().Order()];
}
