namespace Endurance;

/// <summary>What a run counted. Thread-safe where writers count.</summary>
public sealed class Tally
{
    private long _answered;

    public int Kills { get; set; }

    public int Polite { get; set; }

    public int IndexDeletions { get; set; }

    /// <summary>Commands in flight at a stop of which nothing is to be seen afterwards.</summary>
    public int InFlightLost { get; set; }

    /// <summary>Commands in flight at a stop whose effect is there afterwards.</summary>
    public int InFlightKept { get; set; }

    public int Resyncs { get; set; }

    /// <summary>Messages whose mod-sequence was raised over a restart without a change of theirs and without a deleted index: allowed,
    /// but a client fetches them for nothing.</summary>
    public int RaisedForNothing { get; set; }

    /// <summary>Messages that an interrupted MOVE left in both mailboxes.</summary>
    public int MovedTwice { get; set; }

    public List<TimeSpan> Restarts { get; } = [];

    public long Answered => Interlocked.Read(ref _answered);

    public void Answer() => Interlocked.Increment(ref _answered);

    public string Summary()
    {
        var restarts = Restarts.Order().ToList();
        var median = restarts.Count == 0 ? 0 : restarts[restarts.Count / 2].TotalMilliseconds;
        var max = restarts.Count == 0 ? 0 : restarts[^1].TotalMilliseconds;
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"""
            kills                 {Kills} ({Polite} of them SIGTERM)
            index files deleted   {IndexDeletions} times
            commands answered     {Answered}
            in flight at a stop   {InFlightLost + InFlightKept}: {InFlightKept} happened, {InFlightLost} did not
            resyncs               {Resyncs}
            moved, in both boxes  {MovedTwice}
            raised for nothing    {RaisedForNothing} mod-sequences
            restart to ready      median {median:F0} ms, longest {max:F0} ms
            """);
    }
}
