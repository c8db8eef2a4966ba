namespace Conformance.Wire;

/// <summary><c>* ENABLED CONDSTORE</c> (RFC 5161 section 3.2); names in upper case.</summary>
public sealed record EnabledData(IReadOnlyList<string> Capabilities)
{
    public static bool TryRead(Response response, out EnabledData enabled)
    {
        enabled = null!;
        if (response is not DataResponse { Name: "ENABLED", Number: null } data || !ValueText.TryTexts(data.Arguments, out var names))
            return false;
        enabled = new EnabledData([.. names.Select(n => n.ToUpperInvariant())]);
        return true;
    }
}
