using System.Text;
using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>Puts the bytes that one connection sent together into commands: lines, literals and their continuations, bare bytes.</summary>
public sealed class CommandReader
{
    /// <summary>A command beyond this is not read, only counted: what it asked is then unknown.</summary>
    private const int MaxRead = 1 << 20;

    private readonly List<byte> buffer = [];
    private Command? open;
    private long literal;

    /// <summary>The command that is not complete yet, if there is one.</summary>
    public Command? Open => open;

    /// <summary>Forgets an incomplete command: the server answered it before its literal went out.</summary>
    public void Abandon()
    {
        open = null;
        buffer.Clear();
        literal = 0;
    }

    /// <summary>
    /// Takes what was sent. Yields a command once when it begins incomplete, and once when it is complete; or a complete one at once.
    /// </summary>
    public IReadOnlyList<Command> Take(Entry entry)
    {
        var found = new List<Command>();
        var bytes = entry.Bytes.Span;
        if (entry.Tag is { } tag && BeginsWith(bytes, tag))
        {
            Abandon();
            open = new Command(tag, entry, IsRaw: false);
        }

        var before = open;
        while (bytes.Length > 0)
        {
            if (literal > 0)
            {
                var part = (int)Math.Min(literal, bytes.Length);
                Keep(bytes[..part]);
                literal -= part;
                bytes = bytes[part..];
                continue;
            }

            open ??= new Command(FirstWord(bytes), entry, IsRaw: true);
            var end = bytes.IndexOf((byte)'\n');
            var line = end < 0 ? bytes : bytes[..(end + 1)];
            bytes = bytes[line.Length..];
            if (end < 0)
            {
                Keep(line);
                break;
            }

            if (Announces(line, out literal, out var head))
            {
                // The same literal, synchronising or not, is read the same way.
                Keep(line[..head]);
                Keep(Encoding.ASCII.GetBytes($"{{{literal}}}\r\n"));
                continue;
            }

            Keep(line);
            found.Add(Understand(open, buffer));
            Abandon();
        }

        if (open is not null && (before != open || found.Count > 0 || open.Sent == entry))
            found.Add(open);
        return found;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (buffer.Count + bytes.Length <= MaxRead)
            buffer.AddRange(bytes);
    }

    private static bool BeginsWith(ReadOnlySpan<byte> bytes, string tag) =>
        bytes.Length == 0 || (bytes.Length > tag.Length && bytes[tag.Length] == ' ' && Encoding.Latin1.GetString(bytes[..tag.Length]) == tag);

    private static string FirstWord(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)' ', (byte)'\r', (byte)'\n');
        return Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary><c>{n}</c> or <c>{n+}</c> at the end of a line.</summary>
    private static bool Announces(ReadOnlySpan<byte> line, out long size, out int head)
    {
        size = 0;
        var text = line.TrimEnd("\r\n"u8);
        head = text.LastIndexOf((byte)'{');
        if (head < 0 || text[^1] != '}')
            return false;
        var digits = text[(head + 1)..^1];
        if (digits.Length > 0 && digits[^1] is (byte)'+' or (byte)'-')
            digits = digits[..^1];
        return long.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out size);
    }

    private static Command Understand(Command command, List<byte> bytes)
    {
        command = command with { IsComplete = true };
        var all = bytes.ToArray();
        var reader = new ValueReader(all.AsMemory(0, all.AsSpan().TrimEnd("\r\n"u8).Length));
        try
        {
            reader.Word();
            reader.SkipSpaces();
            var name = reader.Word().ToUpperInvariant();
            reader.SkipSpaces();
            if (name == "UID")
            {
                name = reader.Word().ToUpperInvariant();
                command = command with { IsUid = true };
            }

            command = command with { Name = name };
            command = command with { Arguments = reader.RestAsValues(), IsReadable = name.Length > 0 };
        }
        catch (UnreadableException)
        {
            // Sent malformed on purpose: what the server makes of it is open.
        }

        return command with { Enabling = EnablingCommands.Judge(command, Encoding.Latin1.GetString(all)) };
    }
}
