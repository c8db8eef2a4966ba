using System.Text;
using Conformance.Running;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Tests.Running;

public sealed class FixtureTests
{
    private const string LogIn = "S: * OK hello\nC: LOGIN alice pass\nS: {tag} OK\n";

    private readonly Bindings bindings = Bindings.ForScenario("alice", () => "");
    private readonly List<string> made = [];
    private readonly Transcript transcript = new(TimeProvider.System);

    private Fixture Open(ScriptedServer server, string prefix = "", string? delimiter = "/", double seconds = 10)
    {
        var offer = new Offer([], ["IMAP4REV1", "LITERAL+"], false, prefix, delimiter, new Dictionary<string, string>());
        var fixture = new Fixture(
            server.Target(), offer, new Pace(TimeSpan.FromSeconds(seconds), new Limits(), TimeProvider.System), new MailboxNames("conformance", "t", offer));
        fixture.Attach(transcript, "s1");
        return fixture;
    }

    private Task MakeAsync(Fixture fixture, int messages, bool shifted = false, bool absent = false) => fixture.MakeAsync(
        new MailboxFixture("mailbox", messages, shifted, absent, new SourceLine("x", 1)), new MailFactory(7), bindings, made, CancellationToken.None);

    private string? Value(string name) => bindings.TryGet(name, out var value) ? value : null;

    private static string Append(int seed, int number)
    {
        var mail = new MailFactory(seed);
        for (var i = 1; i < number; i++)
            mail.Next();
        var message = mail.Next();
        var lines = message.TrimEnd('\n').Replace("\r", "", StringComparison.Ordinal).Split('\n');
        return $"C: APPEND conformance-t-1 {{{message.Length}}}\nS: + go\n{string.Concat(lines.Select(l => l.Length == 0 ? "L\n" : $"L {l}\n"))}L\nS: {{tag}} OK\n";
    }

    [Fact]
    public async Task A_shifted_mailbox_has_UIDs_that_are_no_sequence_numbers()
    {
        await using var server = new ScriptedServer(
            LogIn + "C: CREATE conformance-t-1\nS: {tag} OK\n" + Append(7, 1) + Append(7, 2) + Append(7, 3) + Append(7, 4) +
            """
            C: SELECT conformance-t-1
            S: {tag} OK
            C: STORE 1:2 +FLAGS.SILENT (\Deleted)
            S: {tag} OK
            C: EXPUNGE
            S: {tag} OK
            C: CLOSE
            S: {tag} OK
            C: EXAMINE conformance-t-1
            S: * OK [UIDVALIDITY 77] valid
            S: {tag} OK
            C: UID SEARCH ALL
            S: * SEARCH 4
            S: * SEARCH 3
            S: {tag} OK
            C: CLOSE
            S: {tag} OK
            C: STATUS conformance-t-1 (UIDVALIDITY UIDNEXT)
            S: * STATUS conformance-t-1 (UIDNEXT 5 UIDVALIDITY 77)
            S: {tag} OK
            C: LOGOUT
            S: {tag} OK
            """);
        await using (var fixture = Open(server))
            await MakeAsync(fixture, 2, shifted: true);
        Assert.Empty(server.Complaints);
        Assert.Equal(
            ("conformance-t-1", "3", "4", "77", "5"), (Value("mailbox"), Value("uid1"), Value("uid2"), Value("uidvalidity"), Value("uidnext")));
        Assert.DoesNotContain("CONDSTORE", string.Concat(transcript.Entries.Select(e => Encoding.Latin1.GetString(e.Bytes.Span))), StringComparison.Ordinal);
        Assert.All(transcript.Entries, e => Assert.Equal("0", e.Lane));
    }

    [Theory]
    [InlineData("INBOX.", ".", "INBOX.conformance-t-1")]
    [InlineData("my mail/", "/", "\"my mail/conformance-t-1\"")]
    [InlineData("", "-", "conformance_t_1")]
    [InlineData("", null, "conformance-t-1")]
    public async Task A_name_stays_below_the_prefix_and_is_one_level(string prefix, string? delimiter, string name)
    {
        await using var server = new ScriptedServer("SILENCE");
        await using var fixture = Open(server, prefix, delimiter);
        await MakeAsync(fixture, 0, absent: true);
        Assert.Equal(name, Value("mailbox"));
        Assert.Equal([name], made);
        Assert.Empty(transcript.Entries);
    }

    [Fact]
    public async Task A_mailbox_that_a_server_finds_while_making_it_is_replaced_by_another()
    {
        await using var server = new ScriptedServer(
            LogIn +
            """
            C: CREATE conformance-t-1
            S: {tag} NO [ALREADYEXISTS] it exists
            C: CREATE conformance-t-2
            S: {tag} OK
            C: EXAMINE conformance-t-2
            S: * OK [UIDVALIDITY 1] a
            S: * OK [UIDNEXT 1] b
            S: {tag} OK
            C: CLOSE
            S: {tag} OK
            SILENCE
            """);
        await using var fixture = Open(server);
        await MakeAsync(fixture, 0);
        Assert.Empty(server.Complaints);
        Assert.Equal("conformance-t-2", Value("mailbox"));
        Assert.Equal(["conformance-t-1", "conformance-t-2"], made);
    }

    [Fact]
    public async Task What_cannot_be_removed_is_told_with_the_reason()
    {
        const string refused = "C: DELETE b\nS: {tag} NO [INUSE] busy\nC: LIST \"\" b\nS: * LIST () \"/\" b\nS: {tag} OK\n";
        await using var server = new ScriptedServer(
            [
                LogIn + "C: DELETE a\nS: {tag} NO\nC: LIST \"\" a\nS: {tag} OK\n" + refused,
                LogIn + refused + "C: DELETE c\nS: {tag} OK\nSILENCE",
            ]);
        await using var fixture = Open(server);
        Assert.Equal([("b", "NO [INUSE] busy")], await fixture.RemoveAsync(["a", "b", "c"], CancellationToken.None));
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task A_connection_that_was_lost_is_made_again()
    {
        await using var server = new ScriptedServer(
            [LogIn + "C: DELETE a\nS: {tag} OK\nS: * BYE restarting\nHANGUP", LogIn + "C: DELETE b\nS: {tag} OK\nSILENCE"]);
        await using var fixture = Open(server);
        Assert.Empty(await fixture.RemoveAsync(["a"], CancellationToken.None));
        Assert.Empty(await fixture.RemoveAsync(["b"], CancellationToken.None));
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public void The_same_seed_makes_the_same_mail()
    {
        var (one, two, other) = (new MailFactory(3), new MailFactory(3), new MailFactory(4));
        Assert.Equal(one.Next() + one.Next(), two.Next() + two.Next());
        Assert.NotEqual(new MailFactory(3).Next(), other.Next());
        Assert.Equal(MailFactory.SeedFor(1, "a/b@c"), MailFactory.SeedFor(1, "a/b@c"));
        Assert.NotEqual(MailFactory.SeedFor(1, "a/b@c"), MailFactory.SeedFor(1, "a/b@d"));
    }

    [Fact]
    public void A_message_is_ASCII_with_CRLF_and_has_its_headers()
    {
        var mail = new MailFactory(3);
        for (var i = 0; i < 200; i++)
        {
            var message = mail.Next();
            Assert.All(message.Replace("\r\n", "", StringComparison.Ordinal), c => Assert.InRange(c, ' ', '~'));
            var parsed = MimeKit.MimeMessage.Load(new MemoryStream(Encoding.ASCII.GetBytes(message)));
            Assert.NotEmpty(parsed.From.Mailboxes);
            Assert.False(string.IsNullOrEmpty(parsed.Subject));
            Assert.NotEqual(default, parsed.Date);
        }
    }
}
