using Conformance.Running;
using Conformance.Wire;
using MailKit.Net.Imap;
using MailKit.Security;
using Xunit.Abstractions;

namespace Conformance.Tests.Foreign;

/// <summary>One client that comes and goes, another that changes the mailbox meanwhile: after each visit the first knows what a full listing shows.</summary>
internal static class MailKitSync
{
    private const int Rounds = 5;
    private const int ChangesInARound = 8;

    /// <summary>Every call to the server ends within this time, or the test fails.</summary>
    private const int Milliseconds = 20_000;

    public static async Task RunAsync(Target target, int seed, bool quickResync, ITestOutputHelper output)
    {
        output.WriteLine($"seed {seed}; CONFORMANCE_SEED={seed} repeats the same mail and changes");
        using var writer = await ConnectAsync(target);
        Skip.If(!writer.Capabilities.HasFlag(ImapCapabilities.CondStore), "CONDSTORE is not offered");
        Skip.If(quickResync && !writer.Capabilities.HasFlag(ImapCapabilities.QuickResync), "QRESYNC is not offered");
        var root = writer.GetFolder(writer.PersonalNamespaces[0]);
        var name = $"conformance-mailkit-{Guid.NewGuid():N}";
        var folder = (await root.CreateAsync(name, true))!;
        var other = (await root.CreateAsync(name + "-copies", true))!;
        try
        {
            var (changes, cache) = (new SeededChanges(seed), new DisconnectedCache());
            await changes.AppendAsync(folder, 6);
            for (var round = 0; round <= Rounds; round++)
            {
                if (round > 0)
                    await changes.MakeAsync(folder, other, ChangesInARound);
                using (var reader = await ConnectAsync(target))
                {
                    if (quickResync)
                        await reader.EnableQuickResyncAsync();
                    var mailbox = await reader.GetFolderAsync(folder.FullName);
                    await (quickResync ? cache.SyncByQResyncAsync(mailbox) : cache.SyncByCondStoreAsync(mailbox));
                    await reader.DisconnectAsync(true);
                }

                using var fresh = await ConnectAsync(target);
                var listing = await DisconnectedCache.ListAsync(await fresh.GetFolderAsync(folder.FullName));
                Assert.True(
                    listing.SequenceEqual(cache.Messages),
                    $"after round {round} of seed {seed} the cache is\n{Text(cache.Messages)}\nand the server shows\n{Text(listing)}");
            }
        }
        finally
        {
            foreach (var made in new[] { other, folder })
            {
                if (made.IsOpen)
                    await made.CloseAsync();
                await made.DeleteAsync();
            }
        }
    }

    private static async Task<ImapClient> ConnectAsync(Target target)
    {
        var client = new ImapClient { Timeout = Milliseconds };
        if (target.Tls.Insecure)
        {
#pragma warning disable CA5359 // --tls-insecure: whoever runs the test said so.
            client.ServerCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        await client.ConnectAsync(target.Host, target.Port, target.Tls.Mode switch
        {
            TlsMode.Implicit => SecureSocketOptions.SslOnConnect,
            TlsMode.StartTls => SecureSocketOptions.StartTls,
            TlsMode.None => SecureSocketOptions.None,
            _ => SecureSocketOptions.Auto,
        });
        await client.AuthenticateAsync(target.Account.User, target.Account.Password);
        return client;
    }

    private static string Text(IEnumerable<KeyValuePair<uint, (string Flags, ulong ModSeq)>> messages) =>
        string.Join('\n', messages.Select(m => $"  {m.Key}: {m.Value.Flags} {m.Value.ModSeq}"));
}
