namespace Reference.Mime;

/// <summary>Finds the octets of <c>BODY[section]</c> (RFC 3501, 6.4.5).</summary>
internal static class SectionFinder
{
    public static ReadOnlyMemory<byte>? Find(Part root, SectionSpec section)
    {
        if (section.Part.Count == 0)
        {
            return section.Text == SectionText.None ? root.Whole : MessageText(root, section);
        }

        if (Descend(root, section.Part) is not { } part) return null;
        return section.Text switch
        {
            SectionText.None => part.Body,
            SectionText.Mime => part.Header.Bytes,
            // Only a message/rfc822 part has a header and a text of its own.
            _ => part.IsMessage ? MessageText(part.Children[0], section) : null,
        };
    }

    /// <summary>
    /// The part with these numbers. A multipart numbers its parts; an encapsulated message (and the message itself) that
    /// is no multipart has one part, itself.
    /// </summary>
    public static Part? Descend(Part root, IReadOnlyList<int> numbers)
    {
        var message = root;
        Part? part = null;
        foreach (var number in numbers)
        {
            var container = part switch
            {
                null => message,
                { IsMessage: true } => part.Children[0],
                { IsMultipart: true } => part,
                _ => null,
            };
            if (container is null) return null;
            if (container.IsMultipart) part = number >= 1 && number <= container.Children.Count ? container.Children[number - 1] : null;
            else part = number == 1 ? container : null;
            if (part is null) return null;
        }

        return part;
    }

    private static ReadOnlyMemory<byte>? MessageText(Part message, SectionSpec section) => section.Text switch
    {
        SectionText.Header => message.Header.Bytes,
        SectionText.HeaderFields => Subset(message.Header, section.Fields, true),
        SectionText.HeaderFieldsNot => Subset(message.Header, section.Fields, false),
        SectionText.Text => message.Body,
        _ => null,
    };

    private static byte[] Subset(HeaderBlock header, IReadOnlyList<string> names, bool included)
    {
        var set = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        return header.Subset(field => set.Contains(System.Text.Encoding.Latin1.GetString(field.Name)) == included);
    }
}
