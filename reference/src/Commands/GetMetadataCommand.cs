using System.Text;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>GETMETADATA (RFC 5464 section 4.2).</summary>
/// <param name="Mailbox">Empty for the server.</param>
/// <param name="Entries">As asked for.</param>
/// <param name="Depth">Levels below each entry, -1 for all.</param>
/// <param name="MaxSize">Values with more octets are left out; null for no limit.</param>
public sealed record GetMetadataCommand(string Mailbox, IReadOnlyList<string> Entries, int Depth, uint? MaxSize) : Command
{
    public static CommandRow Row { get; } =
        new("GETMETADATA", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse, Needs: "METADATA");

    /// <summary>"GETMETADATA" [SP "(" getmetadata-option *(SP getmetadata-option) ")"] SP mailbox SP entries.</summary>
    private static GetMetadataCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var depth = 0;
        uint? maxSize = null;
        if (scanner.TryTake('('))
        {
            do
            {
                var start = scanner.Offset;
                var name = scanner.Word("getmetadata-option");
                scanner.Sp();
                if (name == "MAXSIZE") maxSize = scanner.Number32();
                else if (name == "DEPTH") depth = ParseDepth(scanner);
                else throw new SyntaxException("getmetadata-option (MAXSIZE or DEPTH)", start);
            }
            while (scanner.TryTake(' '));
            scanner.Take(')');
            scanner.Sp();
        }
        var mailbox = scanner.Mailbox();
        scanner.Sp();
        var entries = new List<string>();
        if (scanner.TryTake('('))
        {
            do
            {
                entries.Add(MetadataEntry.Parse(scanner, forWriting: false));
                if (entries.Count > scanner.Limits.MetadataEntries) throw scanner.Expected($"at most {scanner.Limits.MetadataEntries} entries");
            }
            while (scanner.TryTake(' '));
            scanner.Take(')');
        }
        else
        {
            entries.Add(MetadataEntry.Parse(scanner, forWriting: false));
        }
        scanner.End();
        return new GetMetadataCommand(mailbox, entries, depth, maxSize);
    }

    private static int ParseDepth(CommandScanner scanner)
    {
        var start = scanner.Offset;
        return scanner.Word("depth") switch
        {
            "0" => 0,
            "1" => 1,
            "INFINITY" => -1,
            _ => throw new SyntaxException("0, 1 or infinity", start),
        };
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var values = new SortedDictionary<string, byte[]>(StringComparer.OrdinalIgnoreCase);
        var known = Mailbox.Length == 0 ? session.User!.Metadata() : (await session.OpenAsync(Mailbox)).State.Metadata;
        foreach (var (entry, value) in known) values[entry] = value;
        if (Mailbox.Length > 0 && session.Offer.Has("SPECIAL-USE") && session.User!.SpecialUseOf(Mailbox) is { Length: > 0 } uses)
            values[MetadataEntry.SpecialUse] = Encoding.ASCII.GetBytes(uses);

        var told = new SortedDictionary<string, byte[]?>(StringComparer.OrdinalIgnoreCase);
        var longest = 0;
        foreach (var entry in Entries)
        {
            // What was asked for by name is answered in any case, by NIL where there is nothing.
            if (Depth == 0 && !values.ContainsKey(entry)) told[entry] = null;
            foreach (var (name, value) in values)
            {
                if (!IsWithin(name, entry)) continue;
                if (value.Length > MaxSize) longest = Math.Max(longest, value.Length);
                else told[name] = value;
            }
        }
        if (told.Count > 0)
        {
            var output = session.Output;
            output.Raw("* METADATA "u8).Mailbox(Mailbox);
            var separator = " ("u8;
            foreach (var (entry, value) in told)
            {
                output.Raw(separator);
                separator = " "u8;
                MetadataEntry.Write(output, entry, value);
            }
            output.Raw(")\r\n"u8);
        }
        return Completion.Ok("GETMETADATA completed", longest > 0 ? $"METADATA LONGENTRIES {longest}" : null);
    }

    private bool IsWithin(string name, string entry)
    {
        if (!name.StartsWith(entry, StringComparison.OrdinalIgnoreCase)) return false;
        if (name.Length == entry.Length) return true;
        return name[entry.Length] == '/' && (Depth < 0 || name.AsSpan(entry.Length).Count('/') <= Depth);
    }
}
