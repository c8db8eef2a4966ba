using System.Globalization;
using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>APPEND (RFC 3501 section 6.3.11), answered with APPENDUID (RFC 4315 section 3).</summary>
/// <param name="Mailbox">Where to.</param>
/// <param name="Flags">Flags that the message starts with.</param>
/// <param name="InternalDate">Null for now.</param>
/// <param name="Message">The octets; valid while the command runs.</param>
public sealed record AppendCommand(string Mailbox, FlagValue Flags, DateTimeOffset? InternalDate, ReadOnlyMemory<byte> Message) : Command
{
    public static CommandRow Row { get; } = new("APPEND", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse);

    /// <summary>append = "APPEND" SP mailbox [SP flag-list] [SP date-time] SP literal.</summary>
    private static AppendCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var mailbox = scanner.Mailbox();
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
        if (!scanner.Next('{')) throw scanner.Expected("flag-list, date-time or literal");
        var message = scanner.Literal();
        scanner.End();
        return new AppendCommand(mailbox, flags, date, message);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        Mailbox mailbox;
        try
        {
            mailbox = await session.OpenAsync(Mailbox);
        }
        catch (StoreException e) when (e.Kind is StoreError.NonExistent or StoreError.HasInferiors)
        {
            return Completion.No(e.Message, "TRYCREATE");
        }
        if (Message.IsEmpty) return Completion.No("An empty message is none");
        using var content = await mailbox.PrepareAsync(Message, cancellation);
        var append = new AppendChange(Flags.System, Flags.Keywords.Names, InternalDate ?? session.Clock.GetLocalNow(), content);
        var result = await mailbox.CommitAsync(_ => new Decision([append]), cancellation);
        var code = string.Create(CultureInfo.InvariantCulture, $"APPENDUID {result.After.UidValidity} {result.Uids[0]}");
        return Completion.Ok("APPEND completed", code);
    }
}
