using Conformance.Wire;

namespace Conformance.Checking.Matching;

/// <summary>
/// What one session received between sending a command and its tagged answer, that answer included. Where a command is repeated (<c>eventually</c>),
/// all that came since the first.
/// </summary>
/// <param name="Lane">The session.</param>
/// <param name="Tag">The tag of the last command sent; null below <c>wait</c>.</param>
/// <param name="Entries">In the order of the transcript; entries that are no responses do no harm.</param>
/// <param name="Tagged">The tagged answer, if it came.</param>
/// <param name="Closed">The server closed the connection.</param>
public sealed record Window(string Lane, string? Tag, IReadOnlyList<Entry> Entries, StatusResponse? Tagged, bool Closed);

/// <summary>The responses of a window behind a place in it.</summary>
internal sealed class Slice(Window window, int after)
{
    public Window Window { get; } = window;

    /// <summary>The index in <see cref="Window.Entries"/> and the response there.</summary>
    public IEnumerable<Received> Responses
    {
        get
        {
            for (var i = after + 1; i < Window.Entries.Count; i++)
            {
                if (Window.Entries[i] is { Kind: EntryKind.Received, Response: { } response } entry)
                    yield return new Received(i, entry.Number, response);
            }
        }
    }
}

/// <param name="Index">Its place in the window.</param>
/// <param name="Number">The transcript entry's number.</param>
internal readonly record struct Received(int Index, int Number, Response Response);
