namespace Conformance.Wire;

/// <summary>What a server offers, from <c>* CAPABILITY …</c> or from a <c>[CAPABILITY …]</c> code (RFC 3501 sections 7.1 and 7.2.1); names in upper case.</summary>
public sealed record CapabilityData(IReadOnlyList<string> Capabilities)
{
    public static bool TryRead(Response response, out CapabilityData capability)
    {
        capability = null!;
        var values = response switch
        {
            DataResponse { Name: "CAPABILITY", Number: null } data => data.Arguments,
            StatusResponse { Code: { Name: "CAPABILITY" } code } => code.Arguments,
            _ => null,
        };
        if (values is null || !ValueText.TryTexts(values, out var names))
            return false;
        capability = new CapabilityData([.. names.Select(n => n.ToUpperInvariant())]);
        return true;
    }
}
