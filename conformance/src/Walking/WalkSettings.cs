namespace Conformance.Walking;

/// <summary>Which walks are made.</summary>
/// <param name="Seeds">One walk each; the same seed makes the same walk as long as the server answers the same.</param>
/// <param name="Length">Steps in a walk.</param>
/// <param name="Sessions">In each walk; null: two to four, by the seed.</param>
/// <param name="Hooks">Hooks that walks may use: restart, kill. Such walks run one at a time on their server.</param>
/// <param name="ShrinkTime">How long failures may be shrunk in all.</param>
/// <param name="Time">Walks are made for so long, from the first seed on; null: one for each seed.</param>
/// <param name="Options">What repeats a walk besides its seed, as the user wrote it, each option behind a space.</param>
public sealed record WalkSettings(
    IReadOnlyList<int> Seeds, int Length, int? Sessions, IReadOnlyList<string> Hooks, TimeSpan ShrinkTime, TimeSpan? Time = null, string Options = "")
{
    /// <summary>The short form of every run.</summary>
    public const int DefaultCount = 20;

    public const int DefaultLength = 40;

    /// <summary>Where the seeds of a run begin that names none, so that it is the same in every run.</summary>
    public const int DefaultSeed = 1;

    public const int MostSessions = 64;

    /// <summary>What cases of walks begin with.</summary>
    public const string Prefix = "walks/seed-";

    /// <summary>The id of a walk's case.</summary>
    public static string IdOf(int seed) => Prefix + seed.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
