namespace Conformance.Scenarios;

/// <summary>Reads one pattern: <c>* 2 FETCH (…)</c>, <c>OK [MODIFIED 2]</c>, <c>+</c>, <c>EOF</c>.</summary>
internal static class PatternParser
{
    private const string What = "a pattern ('* …', 'OK', 'NO', 'BAD', '+' or 'EOF')";

    /// <exception cref="LineException">The text is no pattern.</exception>
    public static Pattern Parse(string source)
    {
        var scanner = new PatternScanner(source);
        var first = scanner.TryWord() ?? throw LineException.Expected(What, scanner.Rest);
        Pattern pattern = first switch
        {
            "+" => new ContinuationPattern(source),
            "EOF" => new EofPattern(source),
            "*" when ImapNames.Contains(ImapNames.Statuses, scanner.PeekWord()) => Status(source, "*", scanner.TryWord()!, scanner),
            "*" => Data(source, scanner),
            _ when ImapNames.Contains(ImapNames.Statuses, first) => Status(source, null, first, scanner),
            _ when ImapNames.Contains(ImapNames.Statuses, scanner.PeekWord()) => Status(source, first, scanner.TryWord()!, scanner),
            _ => throw LineException.Expected(What + Suggestion.Hint(first, ImapNames.Statuses), first),
        };
        if (!scanner.IsAtEnd)
            throw LineException.Expected("the end of the pattern (two spaces before requirement ids, ' | ' before an alternative; text after a status is never compared)", scanner.Rest);
        return pattern;
    }

    private static StatusPattern Status(string source, string? tag, string status, PatternScanner scanner)
    {
        CodePattern? code = null;
        if (scanner.TryChar('['))
        {
            var name = (scanner.TryWord() ?? throw LineException.Expected("a response code's name", scanner.Rest)).ToUpperInvariant();
            Known(name, ImapNames.Codes, "a response code that is known");
            var arguments = new List<PatternNode>();
            while (!scanner.TryChar(']'))
            {
                if (scanner.IsAtEnd)
                    throw LineException.Expected("']'", "");
                arguments.Add(scanner.Node());
            }

            code = new CodePattern(name, arguments);
        }

        return new StatusPattern(source, tag, status.ToUpperInvariant(), code);
    }

    private static DataPattern Data(string source, PatternScanner scanner)
    {
        var word = scanner.PeekWord();
        PatternNode? number = null;
        if (word.Length > 0 && (char.IsAsciiDigit(word[0]) || word[0] == '$' || "<>=!≤≥≠".Contains(word[0], StringComparison.Ordinal)))
            number = scanner.Node();
        var name = (scanner.TryWord() ?? throw LineException.Expected("the name of a response", scanner.Rest)).ToUpperInvariant();
        if (number is null && ImapNames.Contains(ImapNames.NumberedData, name))
            throw LineException.Expected($"a number before {name}, or '$_' for any: '* $_ {name}'", name);
        if (number is not null && ImapNames.Contains(ImapNames.Data, name))
            throw LineException.Expected($"'* {name} …' without a number in front", source);
        Known(name, number is null ? ImapNames.Data : ImapNames.NumberedData, "the name of a response");
        var arguments = new List<PatternNode>();
        while (!scanner.IsAtEnd)
            arguments.Add(scanner.Node());
        Check(name, arguments);
        return new DataPattern(source, number, name, arguments);
    }

    private static void Check(string name, List<PatternNode> arguments)
    {
        switch (name)
        {
            case "FETCH" or "UIDFETCH":
                if (arguments is not [] and not [ListNode { AtLeast: false }])
                    throw LineException.Expected($"the items in one pair of parentheses, as in {name} (UID $uid2); they are a subset anyway", string.Join(' ', arguments));
                Pairs(arguments is [ListNode items] ? items.Items : [], ImapNames.IsFetchItem, ImapNames.FetchItems, "a FETCH item");
                break;
            case "STATUS":
                if (arguments is not [_, ListNode { AtLeast: false }])
                    throw new LineException("expected a mailbox and its items in parentheses: '* STATUS $mailbox (HIGHESTMODSEQ $h)'");
                Pairs(((ListNode)arguments[1]).Items, n => ImapNames.Contains(ImapNames.StatusItems, n), ImapNames.StatusItems, "a STATUS item");
                break;
            case "ESEARCH":
                var rest = arguments is [WordNode { Text.Source: var uid }, ..] && uid.Equals("UID", StringComparison.OrdinalIgnoreCase) ? arguments[1..] : arguments;
                Pairs(rest, n => ImapNames.Contains(ImapNames.EsearchItems, n), ImapNames.EsearchItems, "an ESEARCH item");
                break;
            case "VANISHED":
                var uids = arguments is [ListNode { Items: [WordNode { Text.Source: var form }] }, ..] && form.Equals("EARLIER", StringComparison.OrdinalIgnoreCase)
                    ? arguments[1..]
                    : arguments;
                if (uids is not [] and not [not ListNode])
                    throw new LineException("expected '* VANISHED SET' or '* VANISHED (EARLIER) SET', the UIDs in one set with commas between: $uid1,$uid3");
                if (uids is [ValueNode { Relations: var relations }] && relations.Any(r => r.Comparison == Comparison.NotEqual))
                    throw new LineException("expected < <= = >= or > before the UIDs of VANISHED");
                break;
            case "SEARCH" or "SORT":
                if (arguments.SkipLast(1).Any(a => a is ListNode) || arguments is [.., ListNode { Items: not [WordNode { Text.Source: "MODSEQ" }, _] }])
                    throw new LineException($"expected '* {name} NUMBERS' and perhaps '(MODSEQ $m)' at the end");
                break;
            case "EXISTS" or "RECENT" or "EXPUNGE" when arguments.Count > 0:
                throw new LineException($"expected nothing after {name}");
        }
    }

    private static void Pairs(IReadOnlyList<PatternNode> nodes, Func<string, bool> isKnown, string[] names, string what)
    {
        for (var i = 0; i < nodes.Count; i += 2)
        {
            if (nodes[i] is not WordNode { Text.Source: var name })
                throw new LineException($"expected {what}'s name and then its value ('$_' for any); item {i + 1} is not a name");
            if (!isKnown(name))
                throw LineException.Expected($"{what} that is known{Suggestion.Hint(name, names)}", name);
            if (i + 1 == nodes.Count)
                throw new LineException($"expected a value after {name} ('$_' for any)");
        }
    }

    private static void Known(string name, string[] names, string what)
    {
        if (!ImapNames.Contains(names, name))
            throw LineException.Expected(what + Suggestion.Hint(name, names), name);
    }
}
