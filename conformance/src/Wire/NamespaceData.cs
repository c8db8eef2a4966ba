namespace Conformance.Wire;

/// <summary><c>* NAMESPACE (("" "/")) NIL NIL</c> (RFC 2342 section 5), its personal part.</summary>
public sealed record NamespaceData(IReadOnlyList<PersonalNamespace> Personal)
{
    public static bool TryRead(Response response, out NamespaceData space)
    {
        space = null!;
        if (response is not DataResponse { Name: "NAMESPACE", Number: null, Arguments: [var personal, ..] })
            return false;
        var found = new List<PersonalNamespace>();
        if (personal is ListValue list)
        {
            foreach (var one in list.Items)
            {
                if (one is not ListValue { Items: [var prefix, var delimiter, ..] } || prefix.ToText() is not { } text)
                    return false;
                found.Add(new PersonalNamespace(text, delimiter.ToText()));
            }
        }

        space = new NamespaceData(found);
        return true;
    }
}

/// <summary>A prefix for the account's own mailboxes and its delimiter.</summary>
public sealed record PersonalNamespace(string Prefix, string? Delimiter);
