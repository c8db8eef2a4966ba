using Inspector.Format;

namespace Inspector.Commands;

/// <summary><c>modseq dump DIR|FILE [--json]</c></summary>
internal static class DumpCommand
{
    public static int Run(string path, bool json, TextWriter output, Func<Stream> rawOutput)
    {
        if (Directory.Exists(path))
        {
            var files = MailboxFiles.Read(path);
            if (json) WriteJson(dump => dump.Write(files));
            else new TextDump(output).Write(files);
            return files.Errors.Count > 0 ? ExitCode.Unreadable : ExitCode.Ok;
        }

        var bytes = FileBytes.Read(path) ?? throw new UnreadableException(path, 0, "there is no such file or directory");
        switch (bytes.FirstOrDefault())
        {
            case 1:
                var log = LogView.Parse(bytes, path);
                if (json) WriteJson(dump => dump.Write(log));
                else new TextDump(output).Write(log);
                return ExitCode.Ok;
            case 7:
                var index = IndexView.Parse(bytes, path);
                if (json) WriteJson(dump => dump.Write(index));
                else new TextDump(output).Write(index);
                return ExitCode.Ok;
            default:
                throw new UnreadableException(path, 0, bytes.Length == 0
                    ? "the file is empty"
                    : $"this is neither a Dovecot transaction log (first byte 1) nor an index (7): the first byte is {bytes[0]}");
        }

        void WriteJson(Action<JsonDump> write)
        {
            using var raw = rawOutput();
            using (var dump = new JsonDump(raw)) write(dump);
            raw.Write("\n"u8);
        }
    }
}
