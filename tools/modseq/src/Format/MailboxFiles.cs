namespace Inspector.Format;

/// <summary>A mailbox's index and logs, found in a directory, oldest log first. What cannot be read is in <see cref="Errors"/>.</summary>
internal sealed record MailboxFiles(string Directory, IReadOnlyList<LogView> Logs, IndexView? Index, IReadOnlyList<string> Errors)
{
    public const string IndexName = "dovecot.index";
    public const string LogName = "dovecot.index.log";

    private static readonly string[] LogNames = [LogName + ".2", LogName];

    /// <summary>The log in use.</summary>
    public LogView? Current => Logs.LastOrDefault(log => Path.GetFileName(log.Path) == LogName);

    /// <exception cref="UnreadableException">There is no such directory, or nothing to read in it.</exception>
    public static MailboxFiles Read(string directory)
    {
        if (!System.IO.Directory.Exists(directory)) throw new UnreadableException(directory, 0, "there is no such directory");
        var errors = new List<string>();
        var logs = new List<LogView>();
        foreach (var name in LogNames)
        {
            if (Try(name, LogView.Parse) is { } log) logs.Add(log);
        }

        var index = Try(IndexName, IndexView.Parse);
        if (logs.Count == 0 && index is null && errors.Count == 0)
        {
            throw new UnreadableException(directory, 0,
                $"neither {LogName} nor {IndexName} is in this directory. Give a mailbox's own directory (Dovecot's sdbox: …/mailboxes/INBOX/dbox-Mails)");
        }

        return new MailboxFiles(directory, logs, index, errors);

        T? Try<T>(string name, Func<byte[], string, T> parse) where T : class
        {
            var path = Path.Combine(directory, name);
            try
            {
                return FileBytes.Read(path) is { } bytes ? parse(bytes, path) : null;
            }
            catch (UnreadableException e)
            {
                errors.Add(e.Message);
                return null;
            }
        }
    }
}
