using System.Globalization;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using MimeKit;
using Xunit.Abstractions;

namespace Inspector.Tests;

/// <summary>Mailboxes of a real Dovecot after mixed changes over IMAP: its own tool and this one say the same of every record and message.</summary>
public class RealDovecotTests(ITestOutputHelper output)
{
    /// <summary>A longer run by hand: MODSEQ_CHANGES=5000.</summary>
    private static readonly int Changes = int.Parse(Environment.GetEnvironmentVariable("MODSEQ_CHANGES") ?? "1000", CultureInfo.InvariantCulture);

    [SkippableTheory]
    [InlineData("maildir", 1, true)]
    [InlineData("sdbox", 2, true)]
    [InlineData("maildir", 3, false)]
    public async Task Dump_agrees_with_doveadm_dump(string format, int seed, bool condStoreFromTheStart)
    {
        DoveadmDump.Require();
        await using var peer = await DovecotPeer.StartAsync(format);
        using var client = new ImapClient();
        await client.ConnectAsync("127.0.0.1", peer.Port, SecureSocketOptions.None);
        await client.AuthenticateAsync(DovecotPeer.User, DovecotPeer.Password);
        if (condStoreFromTheStart) await client.EnableQuickResyncAsync();
        await client.Inbox!.OpenAsync(FolderAccess.ReadWrite);
        var changes = new MixedChanges(client.Inbox, new Random(seed));
        var (compared, logs, readings) = (0, new HashSet<string>(), 0);
        for (var done = 0; done < Changes; done += Changes / 5)
        {
            await changes.RunAsync(Changes / 5);
            using var copy = new TemporaryDirectory();
            copy.CopyFrom(peer.Inbox(format), "dovecot.index*");
            compared += await DoveadmDump.AssertAgreesAsync(copy.Root);
            foreach (var log in (await Tool.DumpAsync(copy.Root)).GetProperty("logs").EnumerateArray()) logs.Add(log.GetProperty("fileSeq").ToString());
            var (exit, findings, _) = await Tool.RunAsync("check", copy.Root);
            Assert.True(exit == 0, findings);
            readings++;
        }

        Assert.True(logs.Count > 1, "no log was rotated");
        output.WriteLine($"{format}, seed {seed}: {Changes} changes, {readings} readings, {compared} records compared, {logs.Count} logs");
        await client.DisconnectAsync(true);
    }

    private sealed class MixedChanges(IMailFolder folder, Random random)
    {
        private static readonly MessageFlags[] Flags = [MessageFlags.Seen, MessageFlags.Flagged, MessageFlags.Answered, MessageFlags.Draft, MessageFlags.Deleted];
        private int keywords;

        public async Task RunAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var uids = (await folder.SearchAsync(SearchQuery.All)).ToList();
                switch (uids.Count < 5 ? 0 : random.Next(20))
                {
                    case < 3:
                        await AppendAsync();
                        break;
                    case < 8:
                        await folder.StoreAsync(Some(uids), new StoreFlagsRequest(Any<StoreAction>(), Flags[random.Next(Flags.Length)] | Flags[random.Next(Flags.Length)]));
                        break;
                    case < 10:
                        await folder.StoreAsync(Some(uids), new StoreFlagsRequest(StoreAction.Set, MessageFlags.None, Keywords()));
                        break;
                    case < 15:
                        await folder.StoreAsync(Some(uids), new StoreFlagsRequest(random.Next(2) == 0 ? StoreAction.Add : StoreAction.Remove, Keywords()) { Silent = random.Next(2) == 0 });
                        break;
                    case < 17:
                        await folder.CopyToAsync(Some(uids), folder);
                        break;
                    case < 19:
                        await folder.ExpungeAsync(Some(uids));
                        break;
                    default:
                        await folder.ExpungeAsync();
                        break;
                }
            }
        }

        private async Task AppendAsync()
        {
            var message = new MimeMessage { Subject = "x", Body = new TextPart { Text = new string('x', random.Next(200)) } };
            var request = new AppendRequest(message, random.Next(2) == 0 ? MessageFlags.None : Flags[random.Next(Flags.Length)]);
            if (random.Next(3) == 0) request.Keywords = Keywords();
            await folder.AppendAsync(request);
        }

        private List<UniqueId> Some(List<UniqueId> uids)
        {
            var chosen = uids.ToArray();
            random.Shuffle(chosen);
            return [.. chosen.Take(random.Next(1, 6)).OrderBy(uid => uid.Id)];
        }

        private HashSet<string> Keywords() => random.Next(4) == 0 ? ["new" + keywords++] : ["kw" + random.Next(12), "kw" + random.Next(12)];

        private T Any<T>() where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];
    }
}
