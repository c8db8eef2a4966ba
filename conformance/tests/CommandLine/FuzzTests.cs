namespace Conformance.Tests.CommandLine;

/// <summary><c>fuzz</c>: silent on a server that understands the grammar, loud on each way of not doing so.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Words = ["FETCH", "STORE", "SEARCH", "UID", "COPY", "CHECK", "EXPUNGE"];

    [Fact]
    public async Task The_built_in_server_takes_what_the_grammar_derives_and_refuses_the_rest()
    {
        var ran = await TheSuite.RunAsync("fuzz", "--commands", "3000", "--seed", "7162");
        Assert.True(ran.Exit == 0, ran.All);
        Assert.Contains("BAD to broken", ran.Output, StringComparison.Ordinal);
        Assert.Contains("OK to well-formed", ran.Output, StringComparison.Ordinal);
        Assert.Contains("3000 commands, 0 findings", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{tag} OK done\r\n", "no rule derives the command, and it was not answered BAD")]
    [InlineData("* 1 FETCH UID 3\r\n{tag} BAD no\r\n", "a response against the grammar")]
    [InlineData("other OK done\r\n", "which no command waits for")]
    [InlineData("HANGUP", "without BYE")]
    [InlineData("SILENCE", "no tagged answer within")]
    public async Task A_server_that_gets_it_wrong_is_found_out(string answer, string finding)
    {
        await using var server = new FakeImap(answer: command => Words.Any(word => command.StartsWith(word, StringComparison.OrdinalIgnoreCase)) ? answer : null).Start();
        var ran = await TheSuite.RunAsync(
            "fuzz", "--server", server.Address, "--user", "alice", "--password", "pass", "--tls", "none", "--timeout", "0.5", "--throw-away-account",
            "--commands", "15", "--connections", "1", "--seed", "1");
        Assert.True(ran.Exit == 1, ran.All);
        Assert.Contains(finding, ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--throw-away-account", "fuzz", "--server", "127.0.0.1:1", "--user", "a", "--password", "b")]
    [InlineData("--commands", "fuzz", "--commands", "0")]
    [InlineData("--connections", "fuzz", "--connections", "65")]
    public async Task What_cannot_be_is_refused(string message, params string[] arguments)
    {
        var ran = await TheSuite.RunAsync(arguments);
        Assert.Equal(4, ran.Exit);
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
    }
}
