namespace Bench.Workloads;

/// <summary>Sends ahead of the answers: always about a window of commands under way on one connection.</summary>
public static class Pipeline
{
    /// <param name="send">Sends one command.</param>
    /// <param name="receive">Reads one answer; returns what it counts.</param>
    /// <returns>The sum of what the answers counted.</returns>
    public static async Task<long> RunAsync(int window, Func<bool> moreTime, Func<ValueTask> send, Func<ValueTask<int>> receive)
    {
        long done = 0;
        if (window == 1)
        {
            while (moreTime())
            {
                await send();
                done += await receive();
            }
            return done;
        }
        var underWay = 0;
        while (true)
        {
            // Half a window at once: one write and one read for many commands, as a pipelining client does.
            var more = moreTime();
            while (more && underWay < window)
            {
                await send();
                underWay++;
            }
            if (underWay == 0) return done;
            var drain = more ? window / 2 : underWay;
            for (; drain > 0; drain--, underWay--) done += await receive();
        }
    }
}
