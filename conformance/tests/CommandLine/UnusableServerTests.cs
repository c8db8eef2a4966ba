using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Xml.Linq;

namespace Conformance.Tests.CommandLine;

/// <summary>Servers that cannot be used, offer too little or misbehave: each gets its verdict, within its time.</summary>
public sealed class UnusableServerTests
{
    /// <summary>Of --timeout 2: start, probe and the case's few waits, on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string folder = TheSuite.Folder();

    [Fact]
    public async Task A_closed_port_is_an_unusable_server()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var ran = await TheSuite.RunAsync("--server", closed.LocalEndPoint!.ToString()!, "--user", "a", "--password", "b", "--out", folder);
        Assert.Equal(3, ran.Exit);
        Assert.Contains("no connection to 127.0.0.1 port", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_an_unusable_server()
    {
        await using var server = new FakeImap(password: "another").Start();
        var ran = await TheSuite.RunSmallAsync(server, folder);
        Assert.Equal(3, ran.Exit);
        Assert.Contains("LOGIN as alice was refused: NO [AUTHENTICATIONFAILED]", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unusable_server_leaves_reports_that_say_so_in_place_of_those_of_an_earlier_run()
    {
        await using (var good = new FakeImap("IMAP4rev1 CONDSTORE").Start())
            Assert.Equal(0, (await TheSuite.RunSmallAsync(good, folder)).Exit);
        await using var server = new FakeImap(password: "another").Start();
        Assert.Equal(3, (await TheSuite.RunSmallAsync(server, folder)).Exit);
        var results = TheSuite.Results(folder);
        Assert.Equal(3, results.GetProperty("exit").GetInt32());
        Assert.False(results.GetProperty("complete").GetBoolean());
        Assert.Contains("AUTHENTICATIONFAILED", results.GetProperty("interruption").GetString(), StringComparison.Ordinal);
        Assert.Equal(TheSuite.SmallCase, results.GetProperty("notRun")[0].GetString());
        Assert.StartsWith("# TARGET UNUSABLE", await File.ReadAllTextAsync(Path.Combine(folder, "summary.md")), StringComparison.Ordinal);
        var suite = XDocument.Load(Path.Combine(folder, "junit.xml")).Root!.Element("testsuite")!;
        Assert.Equal("1", (string)suite.Attribute("errors")!);
        Assert.NotNull(suite.Element("testcase")!.Element("error"));
    }

    [Theory]
    [InlineData("SILENCE")]
    [InlineData("HANGUP")]
    [InlineData("FLOOD* OK more\r\n")]
    [InlineData("FLOODaaaaaaaaaa")]
    [InlineData("* OK {4294967296}\r\nFLOOD")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("* BYE [UNAVAILABLE] come back later\r\n")]
    public async Task A_server_without_a_greeting_is_unusable(string greeting)
    {
        await using var server = new FakeImap(greeting: greeting).Start();
        var start = Stopwatch.GetTimestamp();
        var ran = await TheSuite.RunSmallAsync(server, folder);
        Assert.True(ran.Exit == 3, $"exit {ran.Exit}: {ran.All}");
        Assert.StartsWith("conformance: ", ran.Error, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(start) < Patience);
    }

    [Fact]
    public async Task A_server_that_makes_no_mailboxes_is_unusable()
    {
        await using var server = new FakeImap("IMAP4rev1 CONDSTORE", answer: c => c.StartsWith("CREATE", StringComparison.Ordinal) ? "{tag} NO [NOPERM] not you\r\n" : null).Start();
        var ran = await TheSuite.RunSmallAsync(server, folder);
        Assert.Equal(3, ran.Exit);
        Assert.Contains("NO [NOPERM] not you", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("* 1 FETCH (UID 1 BODY[] {100}\r\nabcHANGUP")]
    [InlineData("* 1 FETCH (UID 1HANGUP")]
    [InlineData("SILENCE")]
    [InlineData("FLOOD* 1 RECENT\r\n")]
    [InlineData("FLOODaaaaaaaaaa")]
    [InlineData("* 1 FETCH (BODY[] {4294967296}\r\nHANGUP")]
    public async Task A_server_that_fails_in_the_middle_of_an_answer_leaves_the_run_inconclusive(string answer)
    {
        await using var server = new FakeImap("IMAP4rev1 CONDSTORE", answer: c => c.StartsWith("SELECT", StringComparison.Ordinal) ? answer : null).Start();
        var start = Stopwatch.GetTimestamp();
        var ran = await TheSuite.RunSmallAsync(server, folder);
        Assert.True(ran.Exit == 2, $"exit {ran.Exit}: {ran.All}");
        Assert.Contains("INCONCLUSIVE", ran.Output, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(start) < Patience);
        Assert.Empty(server.Mailboxes);
        Assert.Equal("blocked", TheSuite.Results(folder).GetProperty("results")[0].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_server_without_CONDSTORE_leaves_nothing_verified()
    {
        await using var server = new FakeImap().Start();
        var ran = await TheSuite.RunAsync("--server", server.Address, "--user", "alice", "--password", "pass", "--out", folder);
        Assert.Equal(5, ran.Exit);
        Assert.Contains("NOTHING VERIFIED", ran.Output, StringComparison.Ordinal);
        Assert.Contains("CONDSTORE not offered", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_required_capability_that_is_not_offered_is_a_failure()
    {
        await using var server = new FakeImap("IMAP4rev1 CONDSTORE").Start();
        Assert.Equal(0, (await TheSuite.RunSmallAsync(server, folder, "--require", "condstore")).Exit);
        var ran = await TheSuite.RunSmallAsync(server, folder, "--require", "CONDSTORE,QRESYNC");
        Assert.Equal(1, ran.Exit);
        Assert.Contains("NON-CONFORMANT (required, not offered: QRESYNC)", ran.Output, StringComparison.Ordinal);
        Assert.Equal("QRESYNC", TheSuite.Results(folder).GetProperty("missingRequired")[0].GetString());
    }

    [Fact]
    public async Task A_broken_MUST_exits_with_1_and_names_the_requirement()
    {
        // RFC 7162 section 3.1.2.1 lets no mailbox with mod-sequences begin at 0.
        await using var server = new FakeImap("IMAP4rev1 CONDSTORE", answer: Zero).Start();
        var ran = await TheSuite.RunSmallAsync(server, folder);
        Assert.Equal(1, ran.Exit);
        Assert.Contains("7162-3.1.2.1-a", ran.Output, StringComparison.Ordinal);
        Assert.Contains($"--case '{TheSuite.SmallCase}'", ran.Output, StringComparison.Ordinal);
        Assert.Contains("NON-CONFORMANT", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_says_what_would_run()
    {
        await using var server = new FakeImap("IMAP4rev1 CONDSTORE").Start();
        var ran = await TheSuite.RunAsync("probe", "--server", server.Address, "--user", "alice", "--password", "pass");
        Assert.Equal(0, ran.Exit);
        Assert.Contains($"{server.Address}: usable", ran.Output, StringComparison.Ordinal);
        Assert.Contains("not: IDLE not offered", ran.Output, StringComparison.Ordinal);
        Assert.Empty(server.Mailboxes);
    }

    [Fact]
    public async Task An_IPv6_address_is_written_in_brackets()
    {
        Assert.True(Socket.OSSupportsIPv6, "this test needs ::1");
        await using var server = new FakeImap("IMAP4rev1 CONDSTORE", ipv6: true).Start();
        Assert.StartsWith("[::1]:", server.Address, StringComparison.Ordinal);
        var ran = await TheSuite.RunSmallAsync(server, folder);
        Assert.Equal(0, ran.Exit);
        Assert.Contains(server.Address, ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pass", "pass\r\nsecond line\r\n")]
    [InlineData("@pass word", "@pass word\n")]
    [InlineData("ünïcode", "ünïcode")]
    public async Task A_password_may_come_from_a_file_or_from_standard_input(string password, string content)
    {
        await using var server = new FakeImap("IMAP4rev1 CONDSTORE", password).Start();
        var file = Path.Combine(folder, "the password");
        await File.WriteAllTextAsync(file, content);
        string[] common = ["probe", "--server", server.Address, "--user", "alice"];
        Assert.Equal(0, (await TheSuite.RunAsync([.. common, "--password-file", file])).Exit);
        Assert.Equal(0, (await TheSuite.RunAsync([.. common, "--password", password])).Exit);
        var process = await TheSuite.ProcessAsync(new Dictionary<string, string>(), content, [.. common, "--password-stdin"]);
        Assert.True(process.Exit == 0, process.All);
    }

    private static string? Zero(string command) => command.StartsWith("SELECT", StringComparison.Ordinal)
        ? "* FLAGS (\\Seen)\r\n* 0 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 1] ok\r\n* OK [HIGHESTMODSEQ 0] ok\r\n{tag} OK [READ-WRITE] done\r\n"
        : null;
}
