namespace Conformance.Tests.CommandLine;

/// <summary>What cannot be is refused before anything is connected to, with exit code 4 and what was probably meant.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("no option --sever; did you mean '--server'?", "--sever", "localhost:143")]
    [InlineData("no option --seed-of", "--seed-of=1")]
    [InlineData("did you mean 'list'?", "lst")]
    [InlineData("no case matches 'condstore/races/stale-veiw'; did you mean 'condstore/races/stale-view'?", "--case", "condstore/races/stale-veiw")]
    [InlineData("did you mean 'condstore/idle/*'?", "--case", "condstore/idle")]
    [InlineData("no case matches", "--case", "condstore/races/*", "--skip", "nothing/*")]
    [InlineData("--server is empty", "--server", "")]
    [InlineData("--server", "--server=")]
    [InlineData("--server", "--server")]
    [InlineData("a port is a number", "--server", "localhost:imap", "--user", "a", "--password", "b")]
    [InlineData("[ADDRESS]:PORT", "--server", "::1:143", "--user", "a", "--password", "b")]
    [InlineData("takes no user name", "--server", "imap://alice@localhost", "--user", "a", "--password", "b")]
    [InlineData("imap:// or imaps://", "--server", "http://localhost", "--user", "a", "--password", "b")]
    [InlineData("--server needs an account", "--server", "localhost:143")]
    [InlineData("--user is empty", "--server", "localhost:143", "--user", "", "--password", "b")]
    [InlineData("needs a password", "--server", "localhost:143", "--user", "alice")]
    [InlineData("one way", "--server", "localhost:143", "--user", "alice", "--password", "a", "--password-stdin")]
    [InlineData("there is no hook 'restrt'; did you mean 'restart'?", "--hook", "restrt=true")]
    [InlineData("NAME=COMMAND", "--hook", "restart")]
    [InlineData("--level high", "--level", "high")]
    [InlineData("no scenario has a requirement of that RFC", "--rfc", "9999")]
    [InlineData("more than 0", "--timeout", "0")]
    [InlineData("--timeout", "--timeout", "soon")]
    [InlineData("from 1 to 10000", "--jobs", "0")]
    [InlineData("--prefix", "--prefix", "a b")]
    [InlineData("expected auto, none, starttls, implicit", "--tls", "yes")]
    [InlineData("contradicts", "--server", "imaps://localhost", "--tls", "starttls", "--user", "a", "--password", "b")]
    [InlineData("no such file", "--ca-file", "missing.pem")]
    [InlineData("expected json, junit, summary", "--report", "html=x")]
    [InlineData("run once without it", "--last-failed", "--out", "no-such-folder")]
    [InlineData("missing.json", "--config", "missing.json")]
    [InlineData("there is no scenario, requirement or disputed point '7162-3.1.3-zz'", "show", "7162-3.1.3-zz")]
    [InlineData("did you mean 'condstore/races/stale-view'?", "show", "condstore/races/stale-vew")]
    public async Task A_usage_error_exits_with_4_and_says_what_to_do(string message, params string[] arguments)
    {
        // Were one of these taken, the run would begin; --dry-run lets nothing come of it.
        var ran = await TheSuite.RunAsync(arguments[0] is "show" or "lst" ? arguments : [.. arguments, "--dry-run"]);
        Assert.Equal(4, ran.Exit);
        Assert.Contains(message, ran.Error, StringComparison.Ordinal);
        Assert.Empty(ran.Output);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_before_the_run()
    {
        var folder = TheSuite.Folder();
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "kept");
        var ran = await TheSuite.RunAsync("--server", "127.0.0.1:1", "--user", "a", "--password", "b", "--out", Path.Combine(file, "reports"));
        Assert.Equal(4, ran.Exit);
        Assert.Contains("--out", ran.Error, StringComparison.Ordinal);
        Assert.Equal("kept", await File.ReadAllTextAsync(file));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    public async Task Help_begins_with_commands_to_copy(params string[] arguments)
    {
        var ran = await TheSuite.RunAsync(arguments);
        Assert.Equal(0, ran.Exit);
        Assert.StartsWith("Examples:", ran.Output.TrimStart(), StringComparison.Ordinal);
        Assert.Contains("Exit codes:", ran.Output, StringComparison.Ordinal);
    }
}
