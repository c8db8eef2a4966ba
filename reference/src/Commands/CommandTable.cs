using System.Collections.Frozen;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>Every command the server knows, one row each.</summary>
public static class CommandTable
{
    public static IReadOnlyList<CommandRow> Rows { get; } =
    [
        CapabilityCommand.Row, NoopCommand.Row, LogoutCommand.Row, IdCommand.Row,
        StartTlsCommand.Row, LoginCommand.Row, AuthenticateCommand.Row, UnauthenticateCommand.Row, CompressCommand.Row,
        EnableCommand.Row, SelectCommand.Select, SelectCommand.Examine, CreateCommand.Row, DeleteCommand.Row, RenameCommand.Row,
        SubscribeCommand.Row, UnsubscribeCommand.Row, ListCommand.Row, ListCommand.LsubRow, StatusCommand.Row, NotifyCommand.Row, GetMetadataCommand.Row, SetMetadataCommand.Row, NamespaceCommand.Row,
        AppendCommand.Row, ReplaceCommand.Row, ReplaceCommand.UidRow, IdleCommand.Row,
        CheckCommand.Row, CloseCommand.Row, UnselectCommand.Row, ExpungeCommand.Row, ExpungeCommand.UidRow,
        SearchCommand.Row, SearchCommand.UidRow, SortCommand.Row, SortCommand.UidRow, ThreadCommand.Row, ThreadCommand.UidRow,
        CancelUpdateCommand.Row, FetchCommand.Row, FetchCommand.UidRow, StoreCommand.Row, StoreCommand.UidRow,
        CopyCommand.Row, CopyCommand.UidRow, CopyCommand.MoveRow, CopyCommand.UidMoveRow,
    ];

    private static readonly FrozenDictionary<string, CommandRow> ByName = Rows.ToFrozenDictionary(row => row.Name, StringComparer.Ordinal);

    /// <summary>Reads the command's name, with the second word after UID, and finds its row.</summary>
    /// <exception cref="SyntaxException">No such command.</exception>
    public static CommandRow Find(CommandScanner scanner)
    {
        var start = scanner.Offset;
        var name = scanner.Word("command name");
        if (name == "UID" && scanner.TryTake(' ')) name = "UID " + scanner.Word("command name after UID");
        return ByName.TryGetValue(name, out var row) && (row.Needs is null || scanner.Offer.Has(row.Needs)) ? row : throw new SyntaxException("name of a command that this server knows", start);
    }
}
