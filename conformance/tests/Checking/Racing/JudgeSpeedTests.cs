using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Conformance.Checking.Racing;
using Conformance.Scenarios;
using Xunit.Abstractions;

namespace Conformance.Tests.Checking.Racing;

/// <summary>
/// The judges' time grows with the history and not with its square. Measured is what they allocate, which is the same on every machine; the time is written out:
/// <c>dotnet test conformance/tests --filter JudgeSpeed --logger "console;verbosity=detailed"</c>.
/// </summary>
public sealed class JudgeSpeedTests(ITestOutputHelper output)
{
    private const int Operations = 100_000;

    public static TheoryData<string> Shapes => ["many rounds of four", "one round of sixteen over many messages", "a counter"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Four_times_the_history_costs_about_four_times_as_much(string shape)
    {
        var quarter = Cost(shape, Operations / 4, out _);
        var whole = Cost(shape, Operations, out var time);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shape}: {Operations} operations judged in {time.TotalMilliseconds:0} ms"));
        Assert.InRange(whole, 1, 6 * quarter);
    }

    private static long Cost(string shape, int operations, out TimeSpan time)
    {
        Func<int> judge = shape switch
        {
            "a counter" => Counter(operations),
            "many rounds of four" => Race(new RaceHistory([.. Enumerable.Range(1, operations / 4).Select(n => Round(n, 1, 4))], false)),
            _ => Race(new RaceHistory([Round(1, operations / 16, 16)], false)),
        };
        judge();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(0, judge());
        time = Stopwatch.GetElapsedTime(start);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Func<int> Race(RaceHistory history) => () =>
        new[] { RaceProperty.OneWinner, RaceProperty.ModifiedJustified, RaceProperty.DistinctValues }.Sum(p => RaceJudge.Examine(p, history).Count);

    private static Func<int> Counter(int operations)
    {
        // Two read the same, one of them succeeds.
        var attempts = Enumerable.Range(0, operations).Select(i => new CounterAttempt(
            i % 2 == 0 ? "R1" : "R2", (ulong)(i / 2) + 1, i / 2, i % 2 == 0 ? Counted.Done : Counted.Refused, (ulong)(i / 2) + 2, 4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3)).ToList();
        var history = new CounterHistory(attempts, operations / 2, (ulong)operations, []);
        return () => new[] { RaceProperty.AtMostOneWinner, RaceProperty.NoLostUpdate, RaceProperty.ModifiedJustified }.Sum(p => CounterJudge.Examine(p, history).Count);
    }

    private static RaceRound Round(int number, int messages, int sessions)
    {
        ImmutableHashSet<string> none = ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase);
        var flag = none.Add("\\Flagged");
        var uids = Enumerable.Range(1, messages).Select(u => (uint)u).ToList();
        var before = uids.ToImmutableDictionary(u => u, u => new RaceMessage(u, none, 100));
        var after = uids.ToImmutableDictionary(u => u, u => new RaceMessage(u, flag, 100 + u));
        var all = uids.ToImmutableHashSet();
        var told = uids.ToImmutableDictionary(u => u, u => new ToldModSeq(100 + u, null));
        // The first wins all messages.
        var racers = Enumerable.Range(1, sessions).Select(k => new RaceEntrant(
            $"R{k}", 100, all, FlagChange.Add, flag, "OK", k == 1 ? null : all, k == 1 ? told : ImmutableDictionary<uint, ToldModSeq>.Empty, null, null));
        return new RaceRound(number, 100, before, after, [.. racers]);
    }
}
