using System.Text;
using Conformance.Tests.CommandLine;

namespace Conformance.Tests.Reporting;

/// <summary>The password stands in no file and on no screen, however it went to the server and whatever the server says of it.</summary>
public sealed class CredentialTests
{
    [Theory]
    [InlineData("IMAP4rev1 CONDSTORE", "S3cretMarker", null)]
    [InlineData("IMAP4rev1 CONDSTORE", "S3cret \"Marker\\", null)]
    [InlineData("IMAP4rev1 CONDSTORE", "S3cretMärker", null)]
    [InlineData("IMAP4rev1 CONDSTORE LITERAL+", "S3cretMärker", null)]
    [InlineData("IMAP4rev1 CONDSTORE AUTH=PLAIN SASL-IR", "S3cretMarker", "PLAIN")]
    [InlineData("IMAP4rev1 CONDSTORE AUTH=PLAIN", "S3cretMarker", "PLAIN")]
    [InlineData("IMAP4rev1 CONDSTORE AUTH=LOGIN", "S3cretMarker", "LOGIN")]
    [InlineData("IMAP4rev1 CONDSTORE LOGINDISABLED AUTH=PLAIN", "S3cretMarker", null)]
    public async Task A_password_is_nowhere_in_the_reports(string capabilities, string password, string? mechanism)
    {
        var folder = TheSuite.Folder();
        // It fails a MUST, so that a card with the transcript's lines is shown as well.
        await using var server = new FakeImap(capabilities, password, answer: c =>
            c.StartsWith("SELECT", StringComparison.Ordinal) ? "* FLAGS (\\Seen)\r\n* 0 EXISTS\r\n* OK [HIGHESTMODSEQ 0] no\r\n{tag} OK done\r\n"
            : c.StartsWith("LOGIN", StringComparison.Ordinal) && password == "S3cretMarker" ? "* OK you said " + c + "\r\n{tag} OK in\r\n"
            : null).Start();
        var ran = await TheSuite.RunAsync([
            "run", "--server", server.Address, "--user", "alice", "--password", password, "--timeout", "5", "--tls", "none", "--out", folder,
            "--case", TheSuite.SmallCase, "--trace", "--verbose", .. mechanism is null ? (string[])[] : ["--auth", mechanism]]);

        Assert.True(ran.Exit == 1, ran.All);
        var texts = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => (Name: f, Text: File.ReadAllText(f))).Append((Name: "the console", Text: ran.All));
        Assert.All(texts, t => Assert.All(Spellings(password), s => Assert.False(t.Text.Contains(s, StringComparison.Ordinal), $"{t.Name} holds {s}")));
        var transcript = await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(folder, "transcripts")).Single());
        Assert.Contains("credentials", transcript, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{tag} NO wrong password S3cretMarker for alice\r\n")]
    [InlineData("* BYE wrong password S3cretMarker\r\nHANGUP")]
    [InlineData("* OK S3cretMarker\r\n{tag} BAD LOGIN alice S3cretMarker\r\n")]
    public async Task A_server_that_repeats_the_password_when_it_refuses_does_not_bring_it_onto_the_screen(string answer)
    {
        await using var server = new FakeImap(answer: c => c.StartsWith("LOGIN", StringComparison.Ordinal) ? answer : null).Start();
        var ran = await TheSuite.RunAsync("--server", server.Address, "--user", "alice", "--password", "S3cretMarker", "--tls", "none", "--timeout", "2", "--out", TheSuite.Folder());
        Assert.Equal(3, ran.Exit);
        Assert.Contains("LOGIN as alice", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("S3cretMarker", ran.All, StringComparison.Ordinal);
    }

    /// <summary>As it is, as it is quoted, and as SASL mechanisms send it.</summary>
    private static IEnumerable<string> Spellings(string password)
    {
        yield return password;
        yield return password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        yield return "S3cret";
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(password)).TrimEnd('=')[..8];
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0alice\0{password}")).TrimEnd('=');
    }
}
