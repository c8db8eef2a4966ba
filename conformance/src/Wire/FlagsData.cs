namespace Conformance.Wire;

/// <summary><c>* FLAGS (\Seen …)</c> (RFC 3501 section 7.2.6).</summary>
public sealed record FlagsData(IReadOnlyList<string> Flags)
{
    public static bool TryRead(Response response, out FlagsData flags)
    {
        flags = null!;
        if (response is not DataResponse { Name: "FLAGS", Number: null, Arguments: [ListValue list] } || !ValueText.TryTexts(list.Items, out var names))
            return false;
        flags = new FlagsData(names);
        return true;
    }
}
