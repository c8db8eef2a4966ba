using Inspector.Format;

namespace Inspector.Commands;

/// <summary>The arguments, and what comes of them. Exit codes: <see cref="ExitCode"/>.</summary>
internal sealed class CommandLine(TextWriter output, TextWriter error, Func<Stream> rawOutput)
{
    private const string Help = """
        examples:
          modseq decode 7711579478563717232                 which log and offset a mod-sequence stands for
          modseq decode 7711579478563717232 mail/INBOX      and the very record, looked up in the mailbox's logs
          modseq dump mail/INBOX                            every record of the logs, the index, the mailbox they make
          modseq dump --json mail/INBOX/dovecot.index.log   one file, for a program
          modseq check mail/INBOX && echo fine              holds the files against all that must be true of them
          modseq watch mail/INBOX                           a line for each record as it is written; Ctrl-C ends

        usage: modseq decode MODSEQ [DIR]
               modseq dump DIR|FILE [--json]
               modseq check DIR
               modseq watch DIR
               modseq --help

        DIR is the directory of one mailbox, with dovecot.index.log in it: the reference server's or Dovecot's own (2.3, 2.4). Files are only
        read, never locked; a server may be running.
        exit codes: 0 done, and check found nothing · 1 check has findings, or decode no record · 3 a file cannot be read · 4 wrong usage
        """;

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken stop)
    {
        if (arguments.Count == 0) return Wrong("which command? decode, dump, check or watch");
        if (arguments.Any(argument => argument is "--help" or "-h") || arguments[0] == "help")
        {
            output.WriteLine(Help);
            return ExitCode.Ok;
        }

        var json = arguments.Contains("--json");
        var rest = arguments.Skip(1).Where(argument => argument != "--json").ToList();
        if (json && arguments[0] != "dump") return Wrong("--json is for dump");
        if (rest.Find(argument => argument.StartsWith('-')) is { } unknown) return Wrong($"unknown option {unknown}; a name that begins with - is given as ./{unknown}");
        if (rest.Exists(argument => argument.Length == 0)) return Wrong("an argument is empty");
        try
        {
            return (arguments[0], rest.Count) switch
            {
                ("decode", 1 or 2) => DecodeCommand.Run(rest[0], rest.ElementAtOrDefault(1), output, error),
                ("dump", 1) => DumpCommand.Run(rest[0], json, output, rawOutput),
                ("check", 1) => CheckCommand.Run(rest[0], output),
                ("watch", 1) => await WatchCommand.RunAsync(rest[0], output, stop),
                ("decode", _) => Wrong("decode takes a mod-sequence, and a directory if you like"),
                ("dump", _) => Wrong("dump takes one directory or file"),
                ("check" or "watch", _) => Wrong($"{arguments[0]} takes one directory"),
                _ => Wrong($"unknown command {arguments[0]}; there are decode, dump, check and watch"),
            };
        }
        catch (UnreadableException e)
        {
            error.WriteLine($"modseq: {e.Message}");
            return ExitCode.Unreadable;
        }
    }

    private int Wrong(string what)
    {
        error.WriteLine($"modseq: {what}. Try: modseq --help");
        return ExitCode.Usage;
    }
}
