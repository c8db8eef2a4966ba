using System.Text;
using Reference.Commands;
using Reference.Store;
using Reference.Wire;

namespace Reference.Tests.Commands;

public class MailboxCommandsParseTests
{
    [Theory]
    [InlineData("CREATE x", "x")]
    [InlineData("create inbox", "INBOX")]
    [InlineData("CREATE \"a b/c\"", "a b/c")]
    [InlineData("CREATE {1}\r\nx", "x")]
    [InlineData("CREATE Entw&APw-rfe", "Entw\u00FCrfe")]
    [InlineData("CREATE a&-b", "a&b")]
    public void A_mailbox_is_an_astring_in_modified_UTF_7(string line, string name) => Assert.Equal(name, Parsing.Parse<CreateCommand>(line).Mailbox);

    [Theory]
    [InlineData("CREATE", "SP")]
    [InlineData("CREATE ", "mailbox")]
    [InlineData("CREATE a b", "\"(\"")]
    [InlineData("CREATE a ()", "create-param")]
    [InlineData("CREATE a (X (y))", "create-param USE")]
    [InlineData("CREATE a (USE)", "SP")]
    [InlineData("CREATE a (USE (Sent))", "\"\\\"")]
    [InlineData("CREATE a (USE (\\Sent) USE (\\Junk))", "once")]
    [InlineData("CREATE a%", "SP")]
    [InlineData("CREATE a&b", "modified UTF-7")]
    [InlineData("CREATE {2+}\r\n\u00C3\u00A9", "modified UTF-7")]
    [InlineData("DELETE", "SP")]
    [InlineData("SUBSCRIBE x y", "end of the command")]
    [InlineData("UNSUBSCRIBE", "SP")]
    [InlineData("RENAME x", "SP")]
    [InlineData("RENAME x y z", "end of the command")]
    public void Anything_else_is_refused(string line, string expected) => Parsing.Refused(line, expected);

    [Theory]
    [InlineData("CREATE a (USE ())", "")]
    [InlineData("create a (use (\\Sent \\x-mine))", "\\Sent \\x-mine")]
    public void CREATE_takes_special_uses(string line, string uses) => Assert.Equal(uses, string.Join(' ', Parsing.Parse<CreateCommand>(line).Uses));

    [Fact]
    public void The_others_take_names_likewise()
    {
        Assert.Equal(new DeleteCommand("x"), Parsing.Parse("delete x"));
        Assert.Equal(new SubscribeCommand("x"), Parsing.Parse("SUBSCRIBE x"));
        Assert.Equal(new UnsubscribeCommand("x"), Parsing.Parse("UNSUBSCRIBE \"x\""));
        Assert.Equal(new RenameCommand("INBOX", "x"), Parsing.Parse("RENAME inBox x"));
    }

    [Theory]
    [InlineData("LIST \"\" *", "", "*")]
    [InlineData("list \"\" \"%/x\"", "", "%/x")]
    [InlineData("LIST a/ b%", "a/", "b%")]
    [InlineData("LIST \"\" \"\"", "", "")]
    [InlineData("LIST {0}\r\n {1}\r\n*", "", "*")]
    public void LIST_takes_a_reference_and_a_pattern(string line, string reference, string pattern) =>
        Assert.Equal(new ListCommand(reference, pattern, false), Parsing.Parse(line));

    [Theory]
    [InlineData("LIST", "SP")]
    [InlineData("LIST *", "mailbox")]
    [InlineData("LIST \"\" * x", "RETURN")]
    [InlineData("LIST \"\" * RETURN", "SP")]
    [InlineData("LIST \"\" * RETURN ()x", "end of the command")]
    [InlineData("LIST \"\" * RETURN (MYRIGHTS)", "return-option")]
    [InlineData("LIST \"\" * RETURN (STATUS)", "SP")]
    [InlineData("LIST \"\" * RETURN (STATUS ())", "status-att")]
    [InlineData("LIST (X) \"\" *", "list-select-opt")]
    [InlineData("LIST (RECURSIVEMATCH) \"\" *", "SUBSCRIBED beside")]
    [InlineData("LIST (REMOTE RECURSIVEMATCH) \"\" *", "SUBSCRIBED beside")]
    [InlineData("LIST (SUBSCRIBED ) \"\" *", "list-select-opt")]
    [InlineData("LIST () \"\" ()", "list-mailbox")]
    [InlineData("LSUB \"\" (*)", "list-mailbox")]
    [InlineData("LSUB \"\" * RETURN (CHILDREN)", "end of the command")]
    [InlineData("LIST \"\" (", "list-mailbox")]
    public void LIST_with_anything_else_is_refused(string line, string expected) => Parsing.Refused(line, expected);

    [Theory]
    [InlineData("LIST () \"\" *", "*", ListSelect.None, false, "")]
    [InlineData("list (Subscribed recursivematch Remote SUBSCRIBED special-use) \"\" *", "*",
        ListSelect.Subscribed | ListSelect.RecursiveMatch | ListSelect.Remote | ListSelect.SpecialUse, false, "")]
    [InlineData("LIST \"\" (a \"b c\" {1+}\r\nd)", "a,b c,d", ListSelect.None, false, "")]
    [InlineData("LIST \"\" % return (children Subscribed special-use)", "%", ListSelect.None, true, "")]
    [InlineData("LIST \"\" % RETURN (STATUS (MESSAGES SIZE) STATUS (UNSEEN MESSAGES))", "%", ListSelect.None, false, "Messages Size Unseen")]
    public void An_extended_LIST_takes_options_and_patterns(string line, string patterns, ListSelect select, bool subscribed, string status)
    {
        var list = Parsing.Parse<ExtendedListCommand>(line);
        Assert.Equal(patterns, string.Join(',', list.Patterns));
        Assert.Equal(select, list.Select);
        Assert.Equal(subscribed, list.Return.Subscribed);
        Assert.Equal(status, string.Join(' ', list.Return.Status));
    }

    [Fact]
    public void LSUB_takes_the_same() => Assert.Equal(new ListCommand("", "*", true), Parsing.Parse("LSUB \"\" *"));

    [Theory]
    [InlineData("STATUS x (MESSAGES)", "Messages")]
    [InlineData("status x (highestmodseq uidnext uidvalidity unseen recent)", "HighestModSeq UidNext UidValidity Unseen Recent")]
    [InlineData("STATUS x (MESSAGES MESSAGES)", "Messages")]
    [InlineData("STATUS x (SIZE MAILBOXID)", "Size MailboxId")]
    public void STATUS_takes_items(string line, string items) => Assert.Equal(items, string.Join(' ', Parsing.Parse<StatusCommand>(line).Items));

    [Theory]
    [InlineData("STATUS x", "SP")]
    [InlineData("STATUS x ()", "status-att")]
    [InlineData("STATUS x MESSAGES", "\"(\"")]
    [InlineData("STATUS x (SIZEOF)", "status-att")]
    [InlineData("STATUS x (MESSAGES", "\")\"")]
    [InlineData("STATUS x (MESSAGES )", "status-att")]
    public void STATUS_with_anything_else_is_refused(string line, string expected) => Parsing.Refused(line, expected);

    private static string Text(AppendMessage message) => Encoding.Latin1.GetString(Assert.IsType<CatText>(Assert.Single(message.Data.Parts)).Octets.Span);

    [Fact]
    public void APPEND_takes_flags_and_a_date_in_this_order()
    {
        var append = Parsing.Parse<AppendCommand>("APPEND x (\\Seen $Work) \" 1-Feb-2020 03:04:05 -0330\" {5}\r\nhello");
        var message = Assert.Single(append.Messages);
        Assert.Equal(SystemFlags.Seen, message.Flags.System);
        Assert.Equal("$Work", message.Flags.Keywords.ToString());
        Assert.Equal(new DateTimeOffset(2020, 2, 1, 3, 4, 5, new TimeSpan(-3, -30, 0)), message.InternalDate);
        Assert.Equal("hello", Text(message));
        Assert.Null(Parsing.Parse<AppendCommand>("append x {1+}\r\ny").Messages[0].InternalDate);
        Assert.Equal(FlagValue.None, Parsing.Parse<AppendCommand>("APPEND x () {1+}\r\ny").Messages[0].Flags);
    }

    [Fact]
    public void APPEND_takes_several_messages_each_with_flags_and_a_date_of_its_own()
    {
        var append = Parsing.Parse<AppendCommand>("APPEND x (\\Seen) {5}\r\nhello {1+}\r\ny \" 1-Feb-2020 03:04:05 +0000\" {0}\r\n ($a \\Draft) {2}\r\n z");
        Assert.Equal(["hello", "y", "", " z"], append.Messages.Select(Text));
        Assert.Equal(
            [SystemFlags.Seen, SystemFlags.None, SystemFlags.None, SystemFlags.Draft], append.Messages.Select(message => message.Flags.System));
        Assert.Equal([false, false, true, false], append.Messages.Select(message => message.InternalDate is not null));
        Assert.Equal("$a", append.Messages[3].Flags.Keywords.ToString());
    }

    [Theory]
    [InlineData("APPEND x", "SP")]
    [InlineData("APPEND x hello", "literal")]
    [InlineData("APPEND x \"hello\"", "date-time")]
    [InlineData("APPEND x (\\Recent) {1}\r\ny", "\\Recent")]
    [InlineData("APPEND x (\\Seen){1}\r\ny", "SP")]
    [InlineData("APPEND x \"32-Jan-2020 00:00:00 +0000\" {1}\r\ny", "date-time")]
    [InlineData("APPEND x \"01-Jan-2020 24:00:00 +0000\" {1}\r\ny", "date-time")]
    [InlineData("APPEND x \"01-Jan-2020 00:00:00 +2500\" {1}\r\ny", "date-time")]
    [InlineData("APPEND x \"1-Jan-2020 00:00:00 +0000\" {1}\r\ny", "date-time")]
    [InlineData("APPEND x {1}\r\ny z", "literal")]
    [InlineData("APPEND x {1}\r\ny ", "literal")]
    [InlineData("APPEND x {1}\r\ny{1}\r\nz", "SP")]
    [InlineData("APPEND x {1}\r\ny  {1}\r\nz", "literal")]
    [InlineData("APPEND x {1}\r\ny (\\Recent) {1}\r\nz", "\\Recent")]
    [InlineData("APPEND x {1}\r\n\0", "NUL")]
    public void APPEND_with_anything_else_is_refused(string line, string expected) => Parsing.Refused(line, expected);

    [Theory]
    [InlineData("SELECT x", false, false)]
    [InlineData("examine x", true, false)]
    [InlineData("select x (condstore)", false, true)]
    [InlineData("EXAMINE {1+}\r\nx (CONDSTORE)", true, true)]
    public void SELECT_and_EXAMINE_take_CONDSTORE(string line, bool readOnly, bool condStore) =>
        Assert.Equal(new SelectCommand("x", readOnly, condStore, null), Parsing.Parse(line));

    [Theory]
    [InlineData("SELECT x (QRESYNC (7 9))", null, null, null)]
    [InlineData("select x (qresync (7 9 1:5,9))", "1:5,9", null, null)]
    [InlineData("SELECT x (QRESYNC (7 9 1:5 (1,3 2,5)))", "1:5", "1,3", "2,5")]
    [InlineData("SELECT x (QRESYNC (7 9 (1:2 4,7)))", null, "1:2", "4,7")]
    [InlineData("EXAMINE x (CONDSTORE QRESYNC (7 9))", null, null, null)]
    [InlineData("SELECT x (QRESYNC (7 9) CONDSTORE)", null, null, null)]
    public void QRESYNC_takes_two_to_four_arguments(string line, string? known, string? numbers, string? uids)
    {
        var parameter = Parsing.Parse<SelectCommand>(line).QResync;
        Assert.NotNull(parameter);
        Assert.Equal((7u, 9ul), (parameter.UidValidity, parameter.ModSeq));
        Assert.Equal((known, numbers, uids), (parameter.KnownUids?.ToString(), parameter.KnownNumbers?.ToString(), parameter.KnownNumberUids?.ToString()));
    }

    [Theory]
    [InlineData("SELECT x ()", "select-param")]
    [InlineData("SELECT x CONDSTORE", "\"(\"")]
    [InlineData("SELECT x (BLURDY)", "select-param")]
    [InlineData("SELECT x (CONDSTORE CONDSTORE)", "select-param")]
    [InlineData("SELECT x (CONDSTORE", "\")\"")]
    [InlineData("SELECT x(CONDSTORE)", "SP")]
    [InlineData("SELECT x (QRESYNC)", "SP")]
    [InlineData("SELECT x (QRESYNC (7 9(1 1)))", "\")\"")]
    [InlineData("SELECT x (QRESYNC (7))", "SP")]
    [InlineData("SELECT x (QRESYNC 7 9)", "\"(\"")]
    [InlineData("SELECT x (QRESYNC (0 9))", "uidvalidity")]
    [InlineData("SELECT x (QRESYNC (7 0))", "mod-sequence-value")]
    [InlineData("SELECT x (QRESYNC (7 x))", "mod-sequence")]
    [InlineData("SELECT x (QRESYNC (7 9223372036854775808))", "63 bits")]
    [InlineData("SELECT x (QRESYNC (7 9 1:*))", "not allowed")]
    [InlineData("SELECT x (QRESYNC (7 9 $))", "$")]
    [InlineData("SELECT x (QRESYNC (7 9 1:5 (1:* 1:5)))", "not allowed")]
    [InlineData("SELECT x (QRESYNC (7 9 1:5 (1)))", "SP")]
    [InlineData("SELECT x (QRESYNC (7 9 1:5 (1,2 3)))", "same size")]
    [InlineData("SELECT x (QRESYNC (7 9 1:5 (2,1 3,4)))", "ascending")]
    [InlineData("SELECT x (QRESYNC (7 9 (1 2) 1:5))", "\")\"")]
    [InlineData("SELECT x (QRESYNC (7 9 1:5 6))", "seq-match-data")]
    [InlineData("SELECT x (QRESYNC (7 9 1:5)", "\")\"")]
    public void Broken_select_parameters_are_refused(string line, string expected) => Parsing.Refused(line, expected);

    [Fact]
    public void A_set_has_a_bounded_number_of_ranges()
    {
        var limits = new Limits { SequenceRanges = 3 };
        Parsing.Parse("UID EXPUNGE 1,3,5", limits);
        Assert.Throws<SyntaxException>(() => Parsing.Parse("UID EXPUNGE 1,3,5,7", limits));
    }
}
