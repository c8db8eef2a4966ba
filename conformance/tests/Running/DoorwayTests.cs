using System.Net;
using System.Net.Sockets;
using System.Text;
using Conformance.Running;
using Conformance.Running.Hooks;
using Conformance.Wire;

namespace Conformance.Tests.Running;

public sealed class DoorwayTests
{
    private readonly Transcript transcript = new(TimeProvider.System);

    private Task<Offer> ProbeAsync(Target target, double seconds = 5) => TargetProbe.RunAsync(
        target, new Pace(TimeSpan.FromSeconds(seconds), new Limits(), TimeProvider.System), "probe-box", transcript, CancellationToken.None);

    private async Task<TargetException> FailureAsync(Target target, double seconds = 5) =>
        await Assert.ThrowsAsync<TargetException>(() => ProbeAsync(target, seconds));

    private const string AfterLogin =
        """
        C: CAPABILITY
        S: * CAPABILITY IMAP4rev1 CONDSTORE NAMESPACE ID
        S: {tag} OK
        C: ID ("name" "conformance")
        S: * ID ("name" "Scripted" "version" NIL)
        S: {tag} OK
        C: NAMESPACE
        S: * NAMESPACE (("INBOX." ".")) NIL NIL
        S: {tag} OK
        C: CREATE INBOX.probe-box
        S: {tag} OK
        C: DELETE INBOX.probe-box
        S: {tag} OK
        C: LOGOUT
        S: * BYE
        S: {tag} OK
        """;

    [Fact]
    public async Task A_probe_tells_what_the_server_offers()
    {
        await using var server = new ScriptedServer("S: * OK [CAPABILITY IMAP4rev1] hello\nC: LOGIN alice pass\nS: {tag} OK\n" + AfterLogin);
        var offer = await ProbeAsync(server.Target());
        Assert.Empty(server.Complaints);
        Assert.Equal(("INBOX.", "."), (offer.Prefix, offer.Delimiter));
        Assert.True(offer.Has("condstore"));
        Assert.False(offer.Has("QRESYNC"));
        Assert.Equal("Scripted", offer.ServerId["name"]);
        Assert.False(offer.UsesStartTls);
    }

    [Fact]
    public void QRESYNC_offers_CONDSTORE_too()
    {
        static Offer With(params string[] capabilities) => new([], capabilities, false, "", "/", new Dictionary<string, string>());
        Assert.True(With("QRESYNC").Has("condstore"));
        Assert.False(With("CONDSTORE").Has("QRESYNC"));
        Assert.False(With("IDLE").Has("CONDSTORE"));
    }

    [Fact]
    public async Task Where_LOGIN_is_disabled_a_mechanism_is_used_and_no_credential_shows()
    {
        await using var server = new ScriptedServer(
            "S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=XTOKEN AUTH=PLAIN] hello\nC: AUTHENTICATE PLAIN\nS: +\nC= AGFsaWNlAHBhc3M=\nS: {tag} OK\n" + AfterLogin);
        await ProbeAsync(server.Target());
        Assert.Empty(server.Complaints);
        Shows("AGFsaWNlAHBhc3M", false);
        Shows("CREATE", true);
    }

    [Fact]
    public async Task An_initial_response_is_used_where_it_is_offered()
    {
        await using var server = new ScriptedServer(
            "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hello\nC: AUTHENTICATE PLAIN AGFsaWNlAHBhc3M=\nS: {tag} OK\n" + AfterLogin);
        await ProbeAsync(server.Target(mechanism: "plain"));
        Assert.Empty(server.Complaints);
        Shows("AGFsaWNlAHBhc3M", false);
    }

    [Fact]
    public async Task A_password_that_only_a_literal_can_hold_is_sent_as_one_and_never_shown()
    {
        await using var server = new ScriptedServer(
            "S: * OK [CAPABILITY IMAP4rev1] hello\nC: LOGIN alice {6}\nS: + go\nC= pÃ¤ss€".Replace("€", "w", StringComparison.Ordinal) + "\nS: {tag} NO wrong: alice pÃ¤ssw");
        var failure = await FailureAsync(server.Target(password: "pässw"));
        Assert.Empty(server.Complaints);
        Assert.Equal(EntryStage.Login, failure.Stage);
        Shows("Ã¤ssw", false);
    }

    private void Shows(string text, bool shown) => Assert.Equal(
        shown,
        transcript.Entries.Any(e => !e.IsSecret && Encoding.Latin1.GetString(e.Bytes.Span).Contains(text, StringComparison.Ordinal)));

    [Theory]
    [InlineData(TlsMode.StartTls)]
    [InlineData(TlsMode.Auto)]
    public async Task STARTTLS_is_used_where_it_is_asked_for_or_offered(TlsMode mode)
    {
        await using var server = new ScriptedServer(
            "S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hello\nC: STARTTLS\nS: {tag} OK go\nTLS\n" +
            "C: CAPABILITY\nS: * CAPABILITY IMAP4rev1 AUTH=PLAIN\nS: {tag} OK\nC: LOGIN alice pass\nS: {tag} OK\n" + AfterLogin);
        var offer = await ProbeAsync(server.Target() with { Tls = new TlsOptions(mode, Insecure: true) });
        Assert.Empty(server.Complaints);
        Assert.True(offer.UsesStartTls);
    }

    [Fact]
    public async Task A_certificate_is_held_against_the_given_authorities()
    {
        await using var server = new ScriptedServer(["TLS\nS: * OK [CAPABILITY IMAP4rev1] hello\nC: LOGIN alice pass\nS: {tag} OK\n" + AfterLogin]);
        var pem = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(pem, ScriptedServer.Certificate.ExportCertificatePem());
            var target = server.Target() with { Tls = new TlsOptions(TlsMode.Implicit, pem) };
            await ProbeAsync(target);
            Assert.Empty(server.Complaints);
            var untrusted = await FailureAsync(target with { Tls = new TlsOptions(TlsMode.Implicit) });
            Assert.Equal(EntryStage.Tls, untrusted.Stage);
            Assert.Contains("--ca-file", untrusted.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(pem);
        }
    }

    [Fact]
    public async Task Plain_text_behind_the_answer_to_STARTTLS_is_not_taken_for_encrypted()
    {
        await using var server = new ScriptedServer(
            "S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hello\nC: STARTTLS\nS: {tag} OK go\\r\\n* CAPABILITY INJECTED\nTLS\nSILENCE");
        var failure = await FailureAsync(server.Target() with { Tls = new TlsOptions(TlsMode.StartTls, Insecure: true) });
        Assert.Equal(EntryStage.Tls, failure.Stage);
        Assert.Contains("in plain text", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S: * BYE [UNAVAILABLE] later", EntryStage.Greeting, "[UNAVAILABLE] later")]
    [InlineData("S: 220 mail.example ESMTP", EntryStage.Greeting, "no IMAP greeting")]
    [InlineData("HANGUP", EntryStage.Greeting, "closed the connection")]
    [InlineData("SILENCE", EntryStage.Greeting, "no greeting")]
    [InlineData("FLOOD x", EntryStage.Greeting, "")]
    [InlineData("S: * OK hi\nC: CAPABILITY\nS: {tag} BAD what", EntryStage.Greeting, "CAPABILITY was not answered: BAD what")]
    [InlineData("S: * OK [CAPABILITY IMAP4rev1] hi\nC: LOGIN alice pass\nS: {tag} NO [AUTHENTICATIONFAILED] no", EntryStage.Login, "[AUTHENTICATIONFAILED]")]
    [InlineData("S: * OK [CAPABILITY IMAP4rev1] hi\nC: LOGIN alice pass\nS: * BYE too many\nHANGUP", EntryStage.Login, "BYE too many")]
    [InlineData("S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi\nSILENCE", EntryStage.Login, "with TLS it may offer more")]
    [InlineData("S: * PREAUTH [CAPABILITY IMAP4rev1] hi\nC: CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: {tag} OK\nC: LIST \"\" \"\"\nS: * LIST () NIL \"\"\nS: {tag} OK\nC: CREATE probe-box\nS: {tag} NO [NOPERM] no", EntryStage.Mailbox, "[NOPERM]")]
    public async Task A_server_that_cannot_be_used_says_at_which_stage(string script, EntryStage stage, string message)
    {
        await using var server = new ScriptedServer(script);
        var failure = await FailureAsync(server.Target(), seconds: script.Contains("SILENCE", StringComparison.Ordinal) ? 1 : 20);
        Assert.Equal(stage, failure.Stage);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_connection_is_said_so()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var target = new Target(
            "127.0.0.1", ((IPEndPoint)socket.LocalEndPoint!).Port, new TlsOptions(), new Account("a", "b"), null, null, new Dictionary<string, IHook>());
        Assert.Equal(EntryStage.Connection, (await FailureAsync(target)).Stage);
    }
}
