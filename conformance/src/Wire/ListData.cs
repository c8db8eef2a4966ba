namespace Conformance.Wire;

/// <summary><c>* LIST (…) "/" name</c> (RFC 3501 section 7.2.2).</summary>
/// <param name="Delimiter">One character, or null in a flat hierarchy.</param>
public sealed record ListData(IReadOnlyList<string> Attributes, string? Delimiter, string Mailbox)
{
    public static bool TryRead(Response response, out ListData list)
    {
        list = null!;
        // More may follow the name (RFC 5258's extended data).
        if (response is not DataResponse { Name: "LIST", Number: null, Arguments: [ListValue attributes, var delimiter, var name, ..] }
            || !ValueText.TryTexts(attributes.Items, out var texts)
            || name.ToText() is not { } mailbox)
            return false;
        list = new ListData(texts, delimiter.ToText() is { Length: > 0 } d ? d : null, mailbox);
        return true;
    }
}
