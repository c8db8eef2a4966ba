using Inspector.Format;
using Microsoft.Win32.SafeHandles;

namespace Inspector.Commands;

/// <summary>
/// Writes a line for each record of a log that was not there at the last look. The file stays open, so that the last records of a log that was
/// rotated or deleted meanwhile are still read.
/// </summary>
internal sealed class LogFollower(string path, TextWriter output) : IDisposable
{
    private SafeFileHandle? handle;
    private LogHead? head;
    private LogScanner? scanner;
    private bool? usesFormula;
    private bool isMissing;
    private string? lastTrouble;

    /// <summary>Reads what is new.</summary>
    public void Look()
    {
        try
        {
            if (handle is not null) ReadOn(handle);
            using var now = FileBytes.Open(path);
            if (now is null)
            {
                if (!isMissing) output.WriteLine($"{path}: is not there; waiting for it");
                isMissing = true;
                Forget();
                return;
            }

            isMissing = false;
            if (handle is not null && IsSame(now)) return;
            Forget();
            handle = FileBytes.Open(path);
            if (handle is not null) ReadOn(handle);
        }
        catch (UnreadableException e)
        {
            if (e.Message != lastTrouble) output.WriteLine(e.Message);
            lastTrouble = e.Message;
            Forget();
        }
    }

    public void Dispose() => Forget();

    private void Forget()
    {
        handle?.Dispose();
        (handle, head, scanner, usesFormula) = (null, null, null, null);
    }

    // The header names a log: no two have the same indexid and file_seq. A file that shrank was put in its place by somebody.
    private bool IsSame(SafeFileHandle now)
    {
        if (head is null || scanner is null) return false;
        if (FileBytes.Length(now, path) < scanner.Position) return false;
        return LogHead.Parse(FileBytes.Read(now, path, 0, limit: head.Size), path) == head;
    }

    private void ReadOn(SafeFileHandle file)
    {
        if (scanner is null)
        {
            var start = FileBytes.Read(file, path, 0);
            if (start.Length < LogHead.FullSize) return;
            head = LogHead.Parse(start, path);
            scanner = new LogScanner(head);
        }

        var bytes = FileBytes.Read(file, path, scanner.Position);
        var entries = scanner.Scan(bytes).ToList();
        if (usesFormula is null) Introduce(entries);
        foreach (var entry in entries) output.WriteLine(TextDump.Line(entry, usesFormula == true));
        if (scanner.Trouble is { } trouble && trouble != lastTrouble)
            output.WriteLine($"  {scanner.Position,10} unfinished so far: {trouble}");
        lastTrouble = scanner.Trouble;
    }

    private void Introduce(List<LoggedRecord> entries)
    {
        usesFormula = new LogView(path, default, head!, entries, scanner!.Position, null).UsesFormula;
        new TextDump(output).WriteHead(path, head!, usesFormula.Value);
        output.WriteLine(TextDump.Columns(usesFormula.Value));
    }
}
