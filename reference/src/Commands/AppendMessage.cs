using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>One message of an APPEND, or that of a REPLACE.</summary>
/// <param name="Flags">Flags that it starts with.</param>
/// <param name="InternalDate">Null for now.</param>
/// <param name="Data">Where its octets come from.</param>
public sealed record AppendMessage(FlagValue Flags, DateTimeOffset? InternalDate, AppendData Data)
{
    /// <summary>append-message = [SP flag-list] [SP date-time] SP append-data (RFC 4466 section 2.6.1).</summary>
    internal static AppendMessage Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var flags = FlagValue.None;
        if (scanner.Next('('))
        {
            flags = scanner.FlagList();
            scanner.Sp();
        }
        DateTimeOffset? date = null;
        if (scanner.Next('"'))
        {
            date = scanner.DateTime();
            scanner.Sp();
        }
        return new AppendMessage(flags, date, AppendData.Parse(scanner));
    }

    internal Change Change(PreparedContent content, DateTimeOffset now) =>
        new AppendChange(Flags.System, Flags.Keywords.Names, InternalDate ?? now, content);
}
