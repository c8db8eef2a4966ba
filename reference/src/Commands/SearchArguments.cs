using System.Text;
using Reference.Searching;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>Reads the arguments of SEARCH, SORT and THREAD: charset and search keys (RFC 3501 section 9, RFC 7162 section 7, RFC
/// 5256 section 5).</summary>
internal sealed class SearchArguments
{
    private readonly CommandScanner _scanner;
    private readonly Encoding _encoding;
    private int _depth;

    private SearchArguments(CommandScanner scanner, Encoding encoding) => (_scanner, _encoding) = (scanner, encoding);

    /// <summary>search = "SEARCH" [search-return-opts] SP search-program (RFC 4466 section 2.6).</summary>
    public static SearchCommand ParseSearch(CommandScanner scanner, bool byUid)
    {
        scanner.Sp();
        var options = SearchReturnOptions.TryParse(scanner, "ESEARCH", "CONTEXT=SEARCH");
        if (options is not null) scanner.Sp();
        var (known, encoding) = (true, scanner.Utf8 ? Encoding.UTF8 : Encoding.ASCII);
        var start = scanner.Offset;
        if (scanner.TryTakeText("CHARSET "))
        {
            // RFC 6855 section 3: the client has said already which charset it uses.
            if (scanner.Utf8Accept) throw new SyntaxException("search keys without CHARSET, for UTF8=ACCEPT is enabled", start);
            (known, encoding) = Charset(scanner.AString("charset"));
            scanner.Sp();
        }
        return new SearchCommand(byUid, options?.Which, known, Program(scanner, encoding), options?.Partial) { NewItems = options?.NewItems ?? [] };
    }

    /// <summary>sort = ["UID" SP] "SORT" [search-return-opts] SP sort-criteria SP search-criteria (RFC 5256 section 5, RFC 5267 section
    /// 5).</summary>
    public static SortCommand ParseSort(CommandScanner scanner, bool byUid)
    {
        scanner.Sp();
        var options = SearchReturnOptions.TryParse(scanner, "ESORT", "CONTEXT=SORT");
        if (options is not null) scanner.Sp();
        var criteria = SortCriteria(scanner);
        scanner.Sp();
        var (known, key) = SearchCriteria(scanner);
        return new SortCommand(byUid, options?.Which, criteria, known, key, options?.Partial) { NewItems = options?.NewItems ?? [] };
    }

    /// <summary>thread = ["UID" SP] "THREAD" SP thread-alg SP search-criteria (RFC 5256 section 5).</summary>
    public static ThreadCommand ParseThread(CommandScanner scanner, bool byUid)
    {
        scanner.Sp();
        var algorithm = scanner.Word("thread-alg");
        scanner.Sp();
        var (known, key) = SearchCriteria(scanner);
        return new ThreadCommand(byUid, algorithm, known, key);
    }

    /// <summary>"(" sort-criterion *(SP sort-criterion) ")"; sort-criterion = ["REVERSE" SP] sort-key.</summary>
    private static List<SortCriterion> SortCriteria(CommandScanner scanner)
    {
        scanner.Take('(');
        var criteria = new List<SortCriterion>();
        do
        {
            if (criteria.Count == scanner.Limits.SortCriteria) throw scanner.Expected($"at most {scanner.Limits.SortCriteria} sort criteria");
            var reverse = scanner.TryTakeText("REVERSE ");
            var start = scanner.Offset;
            criteria.Add(new SortCriterion(
                scanner.Word("sort-key") switch
                {
                    "ARRIVAL" => SortKey.Arrival,
                    "CC" => SortKey.Cc,
                    "DATE" => SortKey.Date,
                    "DISPLAYFROM" when scanner.Offer.Has("SORT=DISPLAY") => SortKey.DisplayFrom,
                    "DISPLAYTO" when scanner.Offer.Has("SORT=DISPLAY") => SortKey.DisplayTo,
                    "FROM" => SortKey.From,
                    "SIZE" => SortKey.Size,
                    "SUBJECT" => SortKey.Subject,
                    "TO" => SortKey.To,
                    _ => throw new SyntaxException("sort-key (ARRIVAL, CC, DATE, DISPLAYFROM, DISPLAYTO, FROM, SIZE, SUBJECT or TO)", start),
                },
                reverse));
        }
        while (scanner.TryTake(' '));
        scanner.Take(')');
        return criteria;
    }

    /// <summary>search-criteria = charset 1*(SP search-key); any astring is taken for the charset, as in SEARCH.</summary>
    private static (bool KnownCharset, SearchKey Key) SearchCriteria(CommandScanner scanner)
    {
        var (known, encoding) = Charset(scanner.AString("charset"));
        scanner.Sp();
        return (known, Program(scanner, encoding));
    }

    private static (bool Known, Encoding Encoding) Charset(ReadOnlyMemory<byte> name) =>
        Encoding.ASCII.GetString(name.Span).ToUpperInvariant() switch
        {
            "US-ASCII" => (true, Encoding.ASCII),
            "UTF-8" => (true, Encoding.UTF8),
            _ => (false, Encoding.UTF8),
        };

    /// <summary>The keys to the end of the command.</summary>
    private static SearchKey Program(CommandScanner scanner, Encoding encoding)
    {
        var keys = new SearchArguments(scanner, encoding).Keys();
        scanner.End();
        return keys.Count == 1 ? keys[0] : new AndKey(keys);
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
        "LARGER" => new LargerKey(Size()),
        "SMALLER" => new SmallerKey(Size()),
        "YOUNGER" when _scanner.Offer.Has("WITHIN") => new AgeKey(NzNumber(), Younger: true),
        "OLDER" when _scanner.Offer.Has("WITHIN") => new AgeKey(NzNumber(), Younger: false),
        "UID" => Uids(),
        "UIDAFTER" when _scanner.Offer.MessageLimit is not null => new UidAfterKey(NzNumber()),
        "UIDBEFORE" when _scanner.Offer.MessageLimit is not null => new UidBeforeKey(NzNumber()),
        "NOT" => new NotKey(Next()),
        "OR" => new OrKey(Next(), Next()),
        "MODSEQ" when _scanner.Offer.Has("CONDSTORE") => ModSeq(),
        "EMAILID" when _scanner.Offer.Has("OBJECTID") => new EmailIdKey(ObjectId()),
        // No message has a THREADID here, so none is found (RFC 8474 section 5.2).
        "THREADID" when _scanner.Offer.Has("OBJECTID") && ObjectId().Length > 0 => new NotKey(SearchKey.All),
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

    /// <summary>objectid = 1*255(ALPHA / DIGIT / "_" / "-").</summary>
    private string ObjectId()
    {
        _scanner.Sp();
        var start = _scanner.Offset;
        var id = _scanner.Atom("objectid");
        return id.Length <= 255 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? id : throw new SyntaxException("objectid", start);
    }

    private DateOnly Day()
    {
        _scanner.Sp();
        return _scanner.Date();
    }

    private ulong Size()
    {
        _scanner.Sp();
        return _scanner.Number64();
    }

    private uint NzNumber()
    {
        _scanner.Sp();
        return _scanner.NzNumber();
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
