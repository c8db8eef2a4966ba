namespace Reference.Mime;

/// <summary>
/// Reads an address-list (RFC 5322, 3.4 and the obsolete forms of 4.4) from an unfolded value, leniently. An address
/// without a domain gets an empty one: a missing (NIL) host would tell the client of a group (RFC 3501, 7.4.2).
/// </summary>
/// <remarks>
/// Not MimeKit's InternetAddressList, for four reasons: it undoes encoded words and IDNA, and an envelope tells what the header
/// says (RFC 3501, 7.4.2); it leaves out the addresses that it cannot read, and takes <c>root, Boss &lt;boss&gt;</c> for one; its
/// time grows with the square of a list of open quotes (84 seconds for 600 KB of <c>"a,</c>); and of a comment that serves
/// as the name it keeps the quoting.
/// </remarks>
internal static class AddressParser
{
    public static List<Address> Parse(IEnumerable<byte[]> values)
    {
        var addresses = new List<Address>();
        foreach (var value in values) ParseList(value, addresses);
        return addresses;
    }

    private static void ParseList(byte[] value, List<Address> addresses)
    {
        var lexer = new Lexer(value);
        var inGroup = false;
        // One place stays free for the end of an open group.
        while (addresses.Count < MimeLimits.Addresses - 1)
        {
            lexer.SkipCfws();
            if (lexer.AtEnd) break;
            if (lexer.Take(',')) continue;
            if (lexer.Take(';'))
            {
                if (inGroup) addresses.Add(Address.GroupEnd);
                inGroup = false;
                continue;
            }

            var phrase = Phrase(ref lexer);
            if (!inGroup && lexer.Take(':'))
            {
                inGroup = true;
                addresses.Add(Address.GroupStart(phrase.Spaced()));
            }
            else if (Mailbox(ref lexer, phrase) is { } mailbox)
            {
                addresses.Add(mailbox);
            }
        }

        if (inGroup) addresses.Add(Address.GroupEnd);
    }

    private static Address? Mailbox(ref Lexer lexer, Words phrase)
    {
        if (lexer.Take('<')) return AngleAddress(ref lexer, phrase.IsEmpty ? null : phrase.Spaced());
        var before = lexer.Comment;
        byte[]? host = null;
        if (lexer.Take('@')) host = Domain(ref lexer);
        SkipRest(ref lexer);
        if (phrase.IsEmpty && host is null) return null;
        // Words that no address follows are a name at most.
        if (host is null && phrase.HasSpaces) return new(phrase.Spaced(), null, [], []);
        // The older way to tell a name: a comment after the address.
        var name = ReferenceEquals(lexer.Comment, before) ? phrase.Comment : lexer.Comment;
        return new(name is { Length: > 0 } ? name : null, null, phrase.Joined(), host ?? []);
    }

    private static Address? AngleAddress(ref Lexer lexer, byte[]? name)
    {
        lexer.SkipCfws();
        byte[]? route = null;
        byte[]? host = null;
        if (lexer.Next == '@') (route, host) = Route(ref lexer);
        var local = Phrase(ref lexer, '>');
        if (lexer.Take('@')) host = Domain(ref lexer);
        lexer.SkipTo('>');
        lexer.Skip();
        SkipRest(ref lexer);
        if (local.IsEmpty && host is null && name is null && route is null) return null;
        return new(name, route, local.Joined(), host ?? []);
    }

    // obs-route: "@a,@b:" in front of the address. Without the colon it is a domain that lacks its local-part.
    private static (byte[]? Route, byte[]? Host) Route(ref Lexer lexer)
    {
        var route = new Words();
        while (!lexer.AtEnd && lexer.Next != '>')
        {
            lexer.SkipCfws();
            if (lexer.Take(':')) return (route.Joined(), null);
            if (lexer.Take(',')) route.Add(","u8, false);
            else if (lexer.Take('@'))
            {
                route.Add("@"u8, false);
                route.Add(Domain(ref lexer), false);
            }
            else if (lexer.Next != '>') lexer.Skip();
        }

        return (null, route.Joined()[1..]);
    }

    private static byte[] Domain(ref Lexer lexer)
    {
        var domain = new Words();
        while (true)
        {
            var spaced = lexer.SkipCfws();
            // White space inside a domain is an obsolete form only next to a dot; elsewhere the domain has ended.
            if (spaced && !domain.IsEmpty && !domain.EndsWithDot && lexer.Next != '.') return domain.Joined();
            if (lexer.Next == '[') domain.Add(lexer.DomainLiteral(), false);
            else if (lexer.Until("(<>@,;:[\""u8) is { Length: > 0 } atom) domain.Add(atom, false);
            else return domain.Joined();
        }
    }

    /// <summary>
    /// Words up to something that is none. Whether they are a display-name, a group's name or a local-part is known only afterwards.
    /// </summary>
    private static Words Phrase(ref Lexer lexer, char end = '<')
    {
        var words = new Words();
        var before = lexer.Comment;
        var spaced = false;
        while (true)
        {
            spaced |= lexer.SkipCfws();
            if (lexer.Next == '"' && !lexer.AtEnd) words.Add(lexer.QuotedString(), spaced);
            else if (lexer.Until(end == '<' ? "\"(<@,;:"u8 : "\"(>@"u8) is { Length: > 0 } atom) words.Add(atom, spaced);
            else break;
            spaced = false;
        }

        if (!ReferenceEquals(lexer.Comment, before)) words.Comment = lexer.Comment;
        return words;
    }

    // Whatever stands between the end of an address and the next comma is broken; comments in it still count.
    private static void SkipRest(ref Lexer lexer)
    {
        while (!lexer.AtEnd && !(lexer.Next is (byte)',' or (byte)';'))
        {
            if (lexer.SkipCfws()) continue;
            if (lexer.Next == '"') lexer.QuotedString();
            else lexer.Skip();
        }
    }
}
