namespace Conformance.Wire;

/// <summary><c>* VANISHED 3:5</c> or <c>* VANISHED (EARLIER) 3:5</c> (RFC 7162 section 3.2.10).</summary>
/// <param name="Uids">The UIDs that are gone.</param>
/// <param name="Text">The set as written.</param>
public sealed record VanishedData(bool IsEarlier, SequenceSet Uids, string Text)
{
    public static bool TryRead(Response response, out VanishedData vanished)
    {
        vanished = null!;
        if (response is not DataResponse { Name: "VANISHED", Number: null } data)
            return false;
        var earlier = data.Arguments is [ListValue { Items: [AtomValue tag] }, _]
            && tag.Text.Equals("EARLIER", StringComparison.OrdinalIgnoreCase);
        if (data.Arguments.Count != (earlier ? 2 : 1) || data.Arguments[^1] is not AtomValue set || !SequenceSet.TryParse(set.Text, out var uids))
            return false;
        vanished = new VanishedData(earlier, uids, set.Text);
        return true;
    }
}
