using System.CommandLine;
using Reference.Store;

namespace Reference.Serving;

/// <summary>Commands about one mailbox: where it lies, and, while no server uses the root, what an operator may do to it.</summary>
internal static class MailboxTools
{
    public static Command MailboxPath(TextWriter output, TextWriter error) => Make(
        "mailbox-path", "Print the directory of a mailbox.", error, (root, user, mailbox, _) =>
        {
            output.WriteLine(Store.MailboxPath.Find(root, user, mailbox));
            return Task.CompletedTask;
        });

    public static Command ForgetExpunges(TextWriter output, TextWriter error) => Make(
        "forget-expunges", "Forget which messages of a mailbox were expunged so far (RFC 7162 section 5.3). No server may be running.", error,
        async (root, user, mailbox, cancellation) =>
        {
            await using var store = await MailStore.OpenAsync(new StoreOptions { Root = root }, cancellation);
            await (await store.ForUser(user).OpenAsync(mailbox, cancellation)).ForgetExpungesAsync(cancellation);
            await output.WriteLineAsync($"{mailbox}: nothing is known any more of what was expunged");
        });

    public static Command NoModSeqs(TextWriter output, TextWriter error) => Make(
        "no-modseqs", "Make a mailbox one without mod-sequences: SELECT answers NOMODSEQ. No server may be running.", error,
        async (root, user, mailbox, cancellation) =>
        {
            await using var store = await MailStore.OpenAsync(new StoreOptions { Root = root }, cancellation);
            await store.ForUser(user).SetKeepsModSeqsAsync(mailbox, keeps: false, cancellation);
            await output.WriteLineAsync($"{mailbox}: mod-sequences are not told any more");
        });

    private static Command Make(
        string name, string description, TextWriter error, Func<string, string, string, CancellationToken, Task> run)
    {
        var root = new Option<string>("--root") { Description = "Directory of the mail store", Required = true, HelpName = "DIR" };
        var user = new Option<string>("--user") { Description = "User name", Required = true };
        var mailbox = new Option<string>("--mailbox") { Description = "Mailbox name in Unicode", Required = true };
        var command = new Command(name, description) { root, user, mailbox };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                // Looked up first: what the store is asked to open, it makes.
                Store.MailboxPath.Find(parsed.GetRequiredValue(root), parsed.GetRequiredValue(user), parsed.GetRequiredValue(mailbox));
                await run(parsed.GetRequiredValue(root), parsed.GetRequiredValue(user), parsed.GetRequiredValue(mailbox), cancellation);
                return 0;
            }
            catch (StoreException e)
            {
                await error.WriteLineAsync($"reference {name}: {e.Message}");
                return 1;
            }
        });
        return command;
    }
}
