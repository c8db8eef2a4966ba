using Reference.Commands;
using Reference.Mime;
using Reference.Searching;
using Reference.Store;

namespace Reference.Tests.Commands;

public class MessageCommandsParseTests
{
    [Theory]
    [InlineData("FETCH 1 FLAGS", "Flags")]
    [InlineData("fetch 1:* (flags uid modseq)", "Flags Uid ModSeq")]
    [InlineData("FETCH * FAST", "Flags InternalDate Rfc822Size")]
    [InlineData("FETCH 1 ALL", "Flags InternalDate Rfc822Size Envelope")]
    [InlineData("FETCH 1 FULL", "Flags InternalDate Rfc822Size Envelope Body")]
    [InlineData("FETCH 1 (RFC822 RFC822.HEADER RFC822.SIZE RFC822.TEXT)", "Rfc822 Rfc822Header Rfc822Size Rfc822Text")]
    [InlineData("FETCH 1 (BODY BODYSTRUCTURE ENVELOPE INTERNALDATE BODY[])", "Body BodyStructure Envelope InternalDate BodySection")]
    public void FETCH_takes_items_or_a_macro(string line, string items) =>
        Assert.Equal(items, string.Join(' ', Parsing.Parse<FetchCommand>(line).Items.Select(item => item.Att)));

    [Theory]
    [InlineData("BODY[]", "", SectionText.None, false)]
    [InlineData("BODY.PEEK[1.2]", "1.2", SectionText.None, true)]
    [InlineData("body.peek[header]", "", SectionText.Header, true)]
    [InlineData("BODY[1.MIME]", "1", SectionText.Mime, false)]
    [InlineData("BODY[3.TEXT]", "3", SectionText.Text, false)]
    public void A_section_names_a_part_and_a_text_of_it(string item, string part, SectionText text, bool peek)
    {
        var parsed = Assert.Single(Parsing.Parse<FetchCommand>($"FETCH 1 {item}").Items);
        Assert.Equal((part, text, peek), (string.Join('.', parsed.Section!.Part), parsed.Section.Text, parsed.Peek));
    }

    [Fact]
    public void A_section_names_header_fields_and_a_partial_range()
    {
        var item = Assert.Single(Parsing.Parse<FetchCommand>("FETCH 1 BODY[2.HEADER.FIELDS.NOT (From \"X Y\")]<10.20>").Items);
        Assert.Equal(SectionText.HeaderFieldsNot, item.Section!.Text);
        Assert.Equal(["From", "X Y"], item.Section.Fields);
        Assert.Equal((10u, 20u), item.Partial);
    }

    [Theory]
    [InlineData("FETCH 1 FLAGS (CHANGEDSINCE 5)", 5ul, false)]
    [InlineData("FETCH 1 FAST (changedsince 9223372036854775807)", 9223372036854775807ul, false)]
    [InlineData("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 5 VANISHED)", 5ul, true)]
    [InlineData("uid fetch 1:* (flags) (vanished changedsince 5)", 5ul, true)]
    [InlineData("FETCH 1 FLAGS", null, false)]
    public void FETCH_takes_modifiers_in_any_order(string line, ulong? changedSince, bool vanished)
    {
        var fetch = Parsing.Parse<FetchCommand>(line);
        Assert.Equal((changedSince, vanished), (fetch.ChangedSince, fetch.Vanished));
    }

    [Theory]
    [InlineData("FETCH", "SP")]
    [InlineData("FETCH 1", "SP")]
    [InlineData("FETCH 0 FLAGS", "seq-number")]
    [InlineData("FETCH a FLAGS", "seq-number")]
    [InlineData("FETCH 1 ()", "fetch-att")]
    [InlineData("FETCH 1 (FLAGS", "\")\"")]
    [InlineData("FETCH 1 (FLAGS  UID)", "fetch-att")]
    [InlineData("FETCH 1 FLAGS UID", "\"(\"")]
    [InlineData("FETCH 1 (FAST)", "fetch-att")]
    [InlineData("FETCH 1 NOSUCH", "fetch-att")]
    [InlineData("FETCH 1 BODY.PEEK", "\"[\"")]
    [InlineData("FETCH 1 BODY[MIME]", "section-text")]
    [InlineData("FETCH 1 BODY[0]", "section-part")]
    [InlineData("FETCH 1 BODY[HEADER.FIELDS ()]", "header-fld-name")]
    [InlineData("FETCH 1 BODY[]<0.0>", "nz-number")]
    [InlineData("FETCH 1 BODY[", "section-text")]
    [InlineData("FETCH 1 FLAGS (BLURDY)", "fetch-modifier")]
    [InlineData("FETCH 1 FLAGS ()", "fetch-modifier")]
    [InlineData("FETCH 1 FLAGS (CHANGEDSINCE 0)", "mod-sequence-value")]
    [InlineData("FETCH 1 FLAGS (CHANGEDSINCE)", "SP")]
    [InlineData("FETCH 1 FLAGS (CHANGEDSINCE 9223372036854775808)", "63 bits")]
    [InlineData("FETCH 1 FLAGS (CHANGEDSINCE 1 CHANGEDSINCE 2)", "fetch-modifier")]
    [InlineData("FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)", "fetch-modifier")]
    [InlineData("UID FETCH 1:* (FLAGS) (VANISHED)", "CHANGEDSINCE")]
    [InlineData("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1) VANISHED", "end of the command")]
    [InlineData("UID FETCH 1:* (FLAGS) CHANGEDSINCE 1", "\"(\"")]
    public void FETCH_with_anything_else_is_refused(string line, string expected) => Parsing.Refused(line, expected);

    [Theory]
    [InlineData("STORE 1 FLAGS (\\Seen)", StoreOperation.Replace, false, null)]
    [InlineData("store 1 +flags.silent (\\seen)", StoreOperation.Add, true, null)]
    [InlineData("STORE 1 -FLAGS \\Seen", StoreOperation.Remove, false, null)]
    [InlineData("UID STORE 1 (UNCHANGEDSINCE 0) FLAGS.SILENT (\\Seen)", StoreOperation.Replace, true, 0ul)]
    [InlineData("STORE 1 (unchangedsince 9223372036854775807) +FLAGS \\SEEN", StoreOperation.Add, false, 9223372036854775807ul)]
    public void STORE_takes_an_operation_a_suffix_and_a_condition(string line, StoreOperation operation, bool silent, ulong? unchangedSince)
    {
        var store = Parsing.Parse<StoreCommand>(line);
        Assert.Equal((operation, silent, unchangedSince, SystemFlags.Seen), (store.Operation, store.Silent, store.UnchangedSince, store.Flags.System));
    }

    [Fact]
    public void STORE_takes_flags_with_and_without_parentheses_and_an_empty_list()
    {
        var bare = Parsing.Parse<StoreCommand>("STORE 1 FLAGS \\Deleted $A b");
        Assert.Equal("$A b", bare.Flags.Keywords.ToString());
        Assert.Equal(bare.Flags, Parsing.Parse<StoreCommand>("STORE 1 FLAGS (\\Deleted $A b)").Flags);
        Assert.Equal(FlagValue.None, Parsing.Parse<StoreCommand>("STORE 1 FLAGS ()").Flags);
    }

    [Theory]
    [InlineData("STORE 1", "SP")]
    [InlineData("STORE 1 FLAGS", "SP")]
    [InlineData("STORE 1 FLAGS(\\Seen)", "SP")]
    [InlineData("STORE 1 FLAG (\\Seen)", "FLAGS")]
    [InlineData("STORE 1 + FLAGS (\\Seen)", "FLAGS")]
    [InlineData("STORE 1 FLAGS (\\Recent)", "\\Recent")]
    [InlineData("STORE 1 FLAGS (\\NoSuch)", "flag")]
    [InlineData("STORE 1 FLAGS (\\Seen", "\")\"")]
    [InlineData("STORE 1 FLAGS ((\\Seen))", "flag")]
    [InlineData("STORE 1 FLAGS (a%)", "\")\"")]
    [InlineData("STORE 1 FLAGS ($\u00E9)", "\")\"")]
    [InlineData("STORE 1 +FLAGS (\\Seen) (UNCHANGEDSINCE 1)", "end of the command")]
    [InlineData("STORE 1 (BLURDY 1) +FLAGS (\\Seen)", "UNCHANGEDSINCE")]
    [InlineData("STORE 1 (UNCHANGEDSINCE) +FLAGS (\\Seen)", "SP")]
    [InlineData("STORE 1 (UNCHANGEDSINCE 9223372036854775808) +FLAGS (\\Seen)", "63 bits")]
    [InlineData("STORE 1 (UNCHANGEDSINCE 1 UNCHANGEDSINCE 2) +FLAGS (\\Seen)", "once")]
    [InlineData("STORE 1 (UNCHANGEDSINCE 1)+FLAGS (\\Seen)", "SP")]
    [InlineData("STORE 1 (UNCHANGEDSINCE 00) FLAGS ()", "zero is one digit")]
    public void STORE_with_anything_else_is_refused(string line, string expected) => Parsing.Refused(line, expected);

    [Theory]
    [InlineData("COPY 1:3 x", false, false)]
    [InlineData("uid copy 1:3 x", true, false)]
    [InlineData("MOVE 1:3 x", false, true)]
    [InlineData("UID MOVE 1:3 x", true, true)]
    public void COPY_and_MOVE_take_a_set_and_a_mailbox(string line, bool byUid, bool moves)
    {
        var copy = Parsing.Parse<CopyCommand>(line);
        Assert.Equal(("1:3", byUid, "x", moves), (copy.Set.ToString(), copy.ByUid, copy.Mailbox, copy.Moves));
    }

    [Theory]
    [InlineData("COPY 1", "SP")]
    [InlineData("COPY x 1", "seq-number")]
    [InlineData("UID MOVE 1 x y", "end of the command")]
    [InlineData("UID EXPUNGE", "SP")]
    [InlineData("UID EXPUNGE 1 2", "end of the command")]
    public void COPY_MOVE_and_UID_EXPUNGE_with_anything_else_are_refused(string line, string expected) => Parsing.Refused(line, expected);

    [Theory]
    [InlineData("SEARCH ALL", null)]
    [InlineData("search return () all", SearchReturn.All)]
    [InlineData("UID SEARCH RETURN (MIN MAX COUNT) ALL", SearchReturn.Min | SearchReturn.Max | SearchReturn.Count)]
    [InlineData("SEARCH RETURN (SAVE) ALL", SearchReturn.Save)]
    public void SEARCH_takes_return_options(string line, SearchReturn? options) => Assert.Equal(options, Parsing.Parse<SearchCommand>(line).Return);

    [Fact]
    public void SEARCH_takes_keys_of_every_kind()
    {
        Assert.Equal(SearchKey.Seen, Key("seen"));
        Assert.Equal(new HeaderKey("Subject", "a b"), Key("SUBJECT \"a b\""));
        Assert.Equal(new HeaderKey("X-Y", ""), Key("HEADER X-Y \"\""));
        Assert.Equal(new AddressKey("FROM", "x"), Key("from x"));
        Assert.Equal(new InternalDateKey(DateRelation.Since, new DateOnly(1994, 2, 1)), Key("SINCE 1-Feb-1994"));
        Assert.Equal(new SentDateKey(DateRelation.On, new DateOnly(1994, 2, 1)), Key("SENTON \"01-feb-1994\""));
        Assert.Equal(new KeywordKey("$x", false), Key("UNKEYWORD $x"));
        Assert.Equal(new OrKey(SearchKey.Seen, new NotKey(SearchKey.Draft)), Key("OR SEEN NOT DRAFT"));
        Assert.Equal(new LargerKey(10), Key("LARGER 10"));
        Assert.Equal(2, Assert.IsType<AndKey>(Key("(SEEN DRAFT)")).Keys.Count);
        Assert.Equal(new TextKey("\u00E9"), Key("CHARSET UTF-8 TEXT {2+}\r\n\u00C3\u00A9"));
        Assert.True(Key("1:3").UsesSequenceNumbers);
        Assert.False(Key("UID 1:3").UsesSequenceNumbers);
    }

    [Fact]
    public void SEARCH_MODSEQ_takes_an_entry_and_a_type()
    {
        Assert.Equal(new ModSeqKey(0), Key("MODSEQ 0"));
        Assert.Equal(new ModSeqKey(7, "/flags/\\Seen", ModSeqEntryType.All), Key("MODSEQ \"/flags/\\\\Seen\" all 7"));
        Assert.Equal(new ModSeqKey(7, "/Flags/$mdnsent", ModSeqEntryType.Private), Key("modseq \"/Flags/$mdnsent\" PRIV 7"));
        Assert.True(Key("OR SEEN NOT MODSEQ 5").UsesModSeq);
    }

    [Fact]
    public void An_unknown_charset_is_not_bad_syntax() => Assert.False(Parsing.Parse<SearchCommand>("SEARCH CHARSET KOI8-R ALL").KnownCharset);

    [Theory]
    [InlineData("SEARCH", "SP")]
    [InlineData("SEARCH ", "search-key")]
    [InlineData("SEARCH NOSUCH", "search-key")]
    [InlineData("SEARCH ()", "search-key")]
    [InlineData("SEARCH (SEEN", "\")\"")]
    [InlineData("SEARCH OR SEEN", "SP")]
    [InlineData("SEARCH SUBJECT", "SP")]
    [InlineData("SEARCH SINCE 31-Feb-1994", "date")]
    [InlineData("SEARCH SINCE 1994-02-01", "date")]
    [InlineData("SEARCH MODSEQ", "SP")]
    [InlineData("SEARCH MODSEQ 9223372036854775808", "63 bits")]
    [InlineData("SEARCH MODSEQ -1", "mod-sequence")]
    [InlineData("SEARCH MODSEQ \"/flags/\\\\Seen\" 7", "entry-type-req")]
    [InlineData("SEARCH MODSEQ \"/x/y\" all 7", "entry-flag-name")]
    [InlineData("SEARCH MODSEQ all 7", "mod-sequence")]
    [InlineData("SEARCH RETURN (NOSUCH) ALL", "search-return-opt")]
    [InlineData("SEARCH RETURN ALL ALL", "\"(\"")]
    [InlineData("SEARCH SEEN  DRAFT", "search-key")]
    public void SEARCH_with_anything_else_is_refused(string line, string expected) => Parsing.Refused(line, expected);

    [Fact]
    public void SEARCH_nests_only_so_deep()
    {
        var deep = string.Concat(Enumerable.Repeat("NOT ", 5000));
        Assert.Throws<Reference.Wire.SyntaxException>(() => Parsing.Parse($"SEARCH {deep}ALL"));
        Parsing.Parse($"SEARCH {string.Concat(Enumerable.Repeat("NOT ", 50))}ALL");
    }

    private static SearchKey Key(string keys) => Parsing.Parse<SearchCommand>($"SEARCH {keys}").Key;
}
