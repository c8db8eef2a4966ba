using System.Text;
using Reference.Searching;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>Reads search-program: "CHARSET" and the search keys of RFC 3501 section 9 and RFC 7162 section 7.</summary>
internal sealed class SearchArguments
{
    private readonly CommandScanner _scanner;
    private Encoding _encoding = Encoding.ASCII;
    private int _depth;

    private SearchArguments(CommandScanner scanner) => _scanner = scanner;

    /// <summary>search = "SEARCH" [search-return-opts] SP search-program (RFC 4466 section 2.6).</summary>
    public static SearchCommand Parse(CommandScanner scanner, bool byUid)
    {
        scanner.Sp();
        SearchReturn? options = null;
        if (scanner.TryTakeText("RETURN "))
        {
            options = ReturnOptions(scanner);
            scanner.Sp();
        }
        var arguments = new SearchArguments(scanner);
        var known = true;
        if (scanner.Utf8) arguments._encoding = Encoding.UTF8;
        var start = scanner.Offset;
        if (scanner.TryTakeText("CHARSET "))
        {
            // RFC 6855 section 3: the client has said already which charset it uses.
            if (scanner.Utf8) throw new SyntaxException("search keys without CHARSET, for UTF-8 is enabled", start);
            var charset = Encoding.ASCII.GetString(scanner.AString("charset").Span).ToUpperInvariant();
            known = charset is "UTF-8" or "US-ASCII";
            if (charset != "US-ASCII") arguments._encoding = Encoding.UTF8;
            scanner.Sp();
        }
        var keys = arguments.Keys();
        scanner.End();
        return new SearchCommand(byUid, options, known, keys.Count == 1 ? keys[0] : new AndKey(keys));
    }

    /// <summary>"RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")"; empty means ALL (RFC 4731 section 3.1).</summary>
    private static SearchReturn ReturnOptions(CommandScanner scanner)
    {
        scanner.Take('(');
        if (scanner.TryTake(')')) return SearchReturn.All;
        var options = SearchReturn.None;
        do
        {
            var start = scanner.Offset;
            options |= scanner.Word("search-return-opt") switch
            {
                "MIN" => SearchReturn.Min,
                "MAX" => SearchReturn.Max,
                "ALL" => SearchReturn.All,
                "COUNT" => SearchReturn.Count,
                "SAVE" => SearchReturn.Save,
                _ => throw new SyntaxException("search-return-opt (MIN, MAX, ALL, COUNT or SAVE)", start),
            };
        }
        while (scanner.TryTake(' '));
        scanner.Take(')');
        return options;
    }

    /// <summary>search-key *(SP search-key).</summary>
    private List<SearchKey> Keys()
    {
        var keys = new List<SearchKey>();
        do keys.Add(Key());
        while (_scanner.TryTake(' '));
        return keys;
    }

    private SearchKey Key()
    {
        if (_depth == _scanner.Limits.SearchDepth)
            throw _scanner.Expected($"search keys nested at most {_scanner.Limits.SearchDepth} deep");
        _depth++;
        try
        {
            if (_scanner.TryTake('('))
            {
                var keys = Keys();
                if (!_scanner.TryTake(')')) throw _scanner.Expected("SP or \")\" after a search-key");
                return new AndKey(keys);
            }
            if (_scanner.NextIsDigit || _scanner.Next('*') || _scanner.Next('$')) return Set(uids: false);
            var start = _scanner.Offset;
            return Named(_scanner.Word("search-key"), start);
        }
        finally
        {
            _depth--;
        }
    }

    private SearchKey Named(string name, int start) => name switch
    {
        "ALL" => SearchKey.All,
        "ANSWERED" => SearchKey.Answered,
        "DELETED" => SearchKey.Deleted,
        "DRAFT" => SearchKey.Draft,
        "FLAGGED" => SearchKey.Flagged,
        "NEW" => SearchKey.New,
        "OLD" => SearchKey.Old,
        "RECENT" => SearchKey.Recent,
        "SEEN" => SearchKey.Seen,
        "UNANSWERED" => SearchKey.Unanswered,
        "UNDELETED" => SearchKey.Undeleted,
        "UNDRAFT" => SearchKey.Undraft,
        "UNFLAGGED" => SearchKey.Unflagged,
        "UNSEEN" => SearchKey.Unseen,
        "BCC" or "CC" or "FROM" or "TO" => new AddressKey(name, Text()),
        "SUBJECT" => new HeaderKey("Subject", Text()),
        "BODY" => new BodyKey(Text()),
        "TEXT" => new TextKey(Text()),
        "HEADER" => new HeaderKey(Text(), Text()),
        "KEYWORD" => new KeywordKey(Keyword(), true),
        "UNKEYWORD" => new KeywordKey(Keyword(), false),
        "BEFORE" => new InternalDateKey(DateRelation.Before, Day()),
        "ON" => new InternalDateKey(DateRelation.On, Day()),
        "SINCE" => new InternalDateKey(DateRelation.Since, Day()),
        "SENTBEFORE" => new SentDateKey(DateRelation.Before, Day()),
        "SENTON" => new SentDateKey(DateRelation.On, Day()),
        "SENTSINCE" => new SentDateKey(DateRelation.Since, Day()),
        "LARGER" => new LargerKey(Number()),
        "SMALLER" => new SmallerKey(Number()),
        "UID" => Uids(),
        "NOT" => new NotKey(Next()),
        "OR" => new OrKey(Next(), Next()),
        "MODSEQ" => ModSeq(),
        _ => throw new SyntaxException("search-key", start),
    };

    private SearchKey Set(bool uids)
    {
        var set = _scanner.SequenceSet();
        if (set.IsSavedResult) return new SavedResultKey(AsNumbers: !uids);
        var numbers = new NumberSet(set.Ranges.Select(range => (range.First, range.Last)));
        return uids ? new UidKey(numbers) : new SequenceSetKey(numbers);
    }

    private SearchKey Uids()
    {
        _scanner.Sp();
        return Set(uids: true);
    }

    private SearchKey Next()
    {
        _scanner.Sp();
        return Key();
    }

    private string Text()
    {
        _scanner.Sp();
        return _encoding.GetString(_scanner.AString().Span);
    }

    private string Keyword()
    {
        _scanner.Sp();
        return _scanner.Atom("flag-keyword");
    }

    private DateOnly Day()
    {
        _scanner.Sp();
        return _scanner.Date();
    }

    private uint Number()
    {
        _scanner.Sp();
        return _scanner.Number32();
    }

    /// <summary>"MODSEQ" [SP entry-name SP entry-type-req] SP mod-sequence-valzer; entry-name is quoted and starts with
    /// "/flags/".</summary>
    private ModSeqKey ModSeq()
    {
        _scanner.Sp();
        if (!_scanner.Next('"')) return new ModSeqKey(_scanner.ModSequenceValzer());
        var start = _scanner.Offset;
        var entry = Encoding.ASCII.GetString(_scanner.Quoted().Span);
        if (!IsEntryFlagName(entry)) throw new SyntaxException("entry-flag-name like \"/flags/\\\\Seen\"", start);
        _scanner.Sp();
        var at = _scanner.Offset;
        var type = _scanner.Word("entry-type-req") switch
        {
            "PRIV" => ModSeqEntryType.Private,
            "SHARED" => ModSeqEntryType.Shared,
            "ALL" => ModSeqEntryType.All,
            _ => throw new SyntaxException("entry-type-req (priv, shared or all)", at),
        };
        _scanner.Sp();
        return new ModSeqKey(_scanner.ModSequenceValzer(), entry, type);
    }

    private static bool IsEntryFlagName(string entry)
    {
        const string Prefix = "/flags/";
        if (!entry.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return false;
        var flag = Encoding.ASCII.GetBytes(entry[Prefix.Length..]).AsSpan();
        if (flag.StartsWith("\\"u8)) flag = flag[1..];
        return flag.Length > 0 && flag.IndexOfAnyExcept(Octets.AtomChar) < 0;
    }
}
