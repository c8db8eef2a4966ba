using Reference.Commands;
using Reference.Sessions;

namespace Reference.Tests.Commands;

public class SimpleCommandsParseTests
{
    public static TheoryData<string> WithoutArguments =>
        ["CAPABILITY", "NOOP", "LOGOUT", "CHECK", "CLOSE", "UNSELECT", "EXPUNGE", "NAMESPACE", "IDLE"];

    [Theory]
    [MemberData(nameof(WithoutArguments))]
    public void Commands_without_arguments_take_none_and_any_case(string name)
    {
        Assert.Equal(Parsing.Parse(name), Parsing.Parse(name.ToLowerInvariant()));
        Parsing.Refused(name + " ", "end of the command");
        Parsing.Refused(name + " x", "end of the command");
    }

    [Theory]
    [InlineData("XYZZY", "command that this server knows")]
    [InlineData("", "command name")]
    [InlineData("UID", "command that this server knows")]
    [InlineData("UID  FETCH 1 FLAGS", "command name after UID")]
    [InlineData("UID NOOP", "command that this server knows")]
    [InlineData("\"NOOP\"", "command name")]
    public void What_is_no_command_is_refused(string line, string expected) => Parsing.Refused(line, expected);

    [Fact]
    public void Only_FETCH_STORE_and_searches_by_number_and_what_ends_the_selection_withhold_expunges()
    {
        var withholding = CommandTable.Rows.Where(row => !row.TellsExpunges && (row.States & SessionStates.Selected) != 0).Select(row => row.Name);
        Assert.Equal(["CLOSE", "FETCH", "SEARCH", "SORT", "STORE", "THREAD", "UNAUTHENTICATE", "UNSELECT"], withholding.Order());
    }

    [Theory]
    [InlineData("LOGIN demo secret", "demo", "secret")]
    [InlineData("login \"de mo\" \"a\\\"b\"", "de mo", "a\"b")]
    [InlineData("LOGIN {4}\r\ndemo {3+}\r\n(x)", "demo", "(x)")]
    [InlineData("LOGIN \"\" \"\"", "", "")]
    public void LOGIN_takes_two_astrings(string line, string name, string password)
    {
        Assert.Equal(new LoginCommand(name, password), Parsing.Parse(line));
    }

    [Theory]
    [InlineData("LOGIN", "SP")]
    [InlineData("LOGIN demo", "SP")]
    [InlineData("LOGIN demo  x", "password")]
    [InlineData("LOGIN demo x y", "end of the command")]
    [InlineData("LOGIN demo(x) y", "SP")]
    public void LOGIN_with_anything_else_is_refused(string line, string expected) => Parsing.Refused(line, expected);

    [Fact]
    public void A_LOGIN_that_is_printed_shows_no_password() =>
        Assert.DoesNotContain("secret", Parsing.Parse("LOGIN demo secret").ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("AUTHENTICATE PLAIN", "PLAIN", null)]
    [InlineData("authenticate plain", "PLAIN", null)]
    [InlineData("AUTHENTICATE PLAIN =", "PLAIN", "=")]
    [InlineData("AUTHENTICATE PLAIN AGRlbW8AZGVtbw==", "PLAIN", "AGRlbW8AZGVtbw==")]
    public void AUTHENTICATE_takes_a_mechanism_and_perhaps_an_initial_response(string line, string mechanism, string? initial) =>
        Assert.Equal(new AuthenticateCommand(mechanism, initial), Parsing.Parse(line));

    [Theory]
    [InlineData("AUTHENTICATE", "SP")]
    [InlineData("AUTHENTICATE PLAIN ", "base64")]
    [InlineData("AUTHENTICATE PLAIN a b", "end of the command")]
    public void AUTHENTICATE_with_anything_else_is_refused(string line, string expected) => Parsing.Refused(line, expected);

    [Theory]
    [InlineData("ENABLE CONDSTORE", "CONDSTORE")]
    [InlineData("enable qresync X-Unknown", "QRESYNC,X-UNKNOWN")]
    public void ENABLE_takes_names(string line, string names) =>
        Assert.Equal(names, string.Join(',', Parsing.Parse<EnableCommand>(line).Names));

    [Theory]
    [InlineData("ENABLE", "SP")]
    [InlineData("ENABLE ", "capability")]
    [InlineData("ENABLE CONDSTORE ", "capability")]
    [InlineData("ENABLE (CONDSTORE)", "capability")]
    public void ENABLE_without_a_name_is_refused(string line, string expected) => Parsing.Refused(line, expected);

    [Theory]
    [InlineData("ID NIL", 0)]
    [InlineData("id nil", 0)]
    [InlineData("ID ()", 0)]
    [InlineData("ID (\"name\" \"x\" \"version\" NIL)", 2)]
    public void ID_takes_a_list_of_pairs_or_NIL(string line, int pairs) => Assert.Equal(pairs, Parsing.Parse<IdCommand>(line).Fields.Count);

    [Theory]
    [InlineData("ID", "SP")]
    [InlineData("ID (\"name\")", "SP")]
    [InlineData("ID (name \"x\")", "ID field name")]
    [InlineData("ID NIL x", "end of the command")]
    public void ID_with_anything_else_is_refused(string line, string expected) => Parsing.Refused(line, expected);
}
