using System.Runtime.CompilerServices;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using Reference.Serving;

namespace Reference.Tests.Serving;

/// <summary>The example of README.md, section "As a fixture for client tests": what stands there is what runs here.</summary>
public class ReadmeExampleTests
{
    // example
    [Fact]
    public async Task My_client_learns_what_vanished_while_it_was_away()
    {
        await using var server = await ReferenceServer.StartAsync(new ReferenceServerOptions
        {
            Users =
            [
                new FixtureUser("alice", "wonderland")
                {
                    Mailboxes =
                    [
                        new FixtureMailbox("INBOX")
                        {
                            Messages =
                            [
                                FixtureMessage.WithSubject("first") with { Flags = ["\\Seen", "$Important"] },
                                FixtureMessage.WithSubject("second"),
                            ],
                        },
                    ],
                },
            ],
            Without = ["MOVE"],
        });

        using var client = new ImapClient();
        await client.ConnectAsync("127.0.0.1", server.Port, SecureSocketOptions.None);
        await client.AuthenticateAsync("alice", "wonderland");
        await client.EnableQuickResyncAsync();
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly);
        var (validity, known) = (client.Inbox.UidValidity, client.Inbox.HighestModSeq);
        await client.Inbox.CloseAsync();

        await server.Mailbox("alice").ExpungeAsync(1);                  // as another client would
        // await server.Mailbox("alice").ForgetExpungesAsync();         // the client is told too much then, never too little
        // await server.CutConnectionsAsync("alice");                   // the line breaks
        // await server.RestartAsync();                                 // same port, same mail

        var vanished = new List<UniqueId>();
        client.Inbox.MessagesVanished += (_, e) => vanished.AddRange(e.UniqueIds);
        await client.Inbox.OpenAsync(FolderAccess.ReadOnly, validity, known, [new UniqueId(1), new UniqueId(2)]);
        Assert.Equal([new UniqueId(1)], vanished);
    }
    // end of the example

    [Fact]
    public void The_README_shows_this_very_example()
    {
        var source = File.ReadAllText(ThisFile()).ReplaceLineEndings("\n");
        var start = source.IndexOf("    // example\n", StringComparison.Ordinal) + "    // example\n".Length;
        var example = source[start..source.IndexOf("    // end of the example", StringComparison.Ordinal)];
        var shown = string.Join('\n', example.Split('\n').Select(line => line.StartsWith("    ", StringComparison.Ordinal) ? line[4..] : line)).TrimEnd();
        var readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "README.md")).ReplaceLineEndings("\n");
        Assert.Contains($"```csharp\n{shown}\n```\n", readme, StringComparison.Ordinal);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
