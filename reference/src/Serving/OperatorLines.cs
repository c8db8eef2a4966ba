using Reference.Store;

namespace Reference.Serving;

/// <summary>
/// What the process that started the server may ask of it on standard input (<c>--exit-with-stdin</c>), a line each with tabs between: <c>mailbox-path</c>,
/// <c>forget-expunges</c> or <c>no-modseqs</c>, the user, the mailbox. Each is answered by one line on standard output: <c>ok TEXT</c> or <c>error TEXT</c>. The end of the input stops
/// the server.
/// </summary>
internal sealed class OperatorLines(MailStore store, string root, TextReader input, TextWriter output)
{
    /// <summary>Answers until the input ends. Reads on a thread of its own: a read from a console or pipe cannot be cancelled and must not hold up the exit.</summary>
    public void Begin(Action ended)
    {
        var reading = new Thread(() =>
        {
            while (input.ReadLine() is { } line)
            {
                if (line.Length == 0) continue;
                output.WriteLine(Answer(line.Split('\t')));
                output.Flush();
            }

            ended();
        });
        reading.IsBackground = true;
        reading.Start();
    }

    private string Answer(string[] words)
    {
        if (words is not [var what, var user, var mailbox]) return "error expected a word, a user and a mailbox, tabs between";
        try
        {
            // Looked up first: what the store is asked to open, it makes.
            var path = MailboxPath.Find(root, user, mailbox);
            return what switch
            {
                "mailbox-path" => $"ok {path}",
                "forget-expunges" => Done(ForgetAsync(user, mailbox), "nothing is known any more of what was expunged"),
                "no-modseqs" => Done(store.ForUser(user).SetKeepsModSeqsAsync(mailbox, keeps: false, CancellationToken.None), "mod-sequences are not told any more"),
                _ => $"error there is no '{what}'; there are mailbox-path, forget-expunges and no-modseqs",
            };
        }
        catch (StoreException e)
        {
            return $"error {e.Message}";
        }
    }

    private async Task ForgetAsync(string user, string mailbox) =>
        await (await store.ForUser(user).OpenAsync(mailbox)).ForgetExpungesAsync(CancellationToken.None);

    // This thread has nothing else to do than to wait.
    private static string Done(Task work, string text)
    {
        work.GetAwaiter().GetResult();
        return $"ok {text}";
    }
}
