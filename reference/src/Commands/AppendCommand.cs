using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>APPEND of one or more messages, all or none of them (RFC 3501 section 6.3.11, RFC 3502), answered with APPENDUID (RFC 4315
/// section 3).</summary>
/// <param name="Mailbox">Where to.</param>
/// <param name="Messages">At least one, in the order in which they get their UIDs.</param>
public sealed record AppendCommand(string Mailbox, IReadOnlyList<AppendMessage> Messages) : Command
{
    public static CommandRow Row { get; } = new("APPEND", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse);

    /// <summary>append = "APPEND" SP mailbox 1*append-message.</summary>
    private static AppendCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var mailbox = scanner.Mailbox();
        var messages = new List<AppendMessage>();
        do messages.Add(AppendMessage.Parse(scanner));
        while (!scanner.AtEnd && scanner.Offer.Has("MULTIAPPEND"));
        scanner.End();
        return new AppendCommand(mailbox, messages);
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
        // Also how a client cancels what it has begun (RFC 3502).
        if (Messages.Any(message => message.Octets.IsEmpty)) return Completion.No("An empty message is none; nothing was appended");

        var now = session.Clock.GetLocalNow();
        var contents = await mailbox.PrepareAsync([.. Messages.Select(message => message.Octets)], cancellation);
        try
        {
            var appends = Messages
                .Zip(contents, Change (m, content) => new AppendChange(m.Flags.System, m.Flags.Keywords.Names, m.InternalDate ?? now, content))
                .ToList();
            var result = await mailbox.CommitAsync(_ => new Decision(appends), cancellation);
            (session.Notifier as Notifier)?.Own(session, mailbox, result);
            return Completion.Ok("APPEND completed", session.Offer.Has("UIDPLUS") ? AppendUid(result) : null);
        }
        finally
        {
            foreach (var content in contents) content.Dispose();
        }
    }

    /// <summary>resp-code-apnd = "APPENDUID" SP nz-number SP set: as many UIDs as messages, in their order.</summary>
    private static string AppendUid(CommitResult result)
    {
        using var output = new ResponseWriter();
        output.Raw("APPENDUID "u8).Number(result.After.UidValidity).Raw(" "u8);
        NumberSetWriter.Write(output, result.Uids);
        return System.Text.Encoding.ASCII.GetString(output.Written.Span);
    }
}

/// <summary>One message of an APPEND.</summary>
/// <param name="Flags">Flags that it starts with.</param>
/// <param name="InternalDate">Null for now.</param>
/// <param name="Octets">Valid while the command runs.</param>
public sealed record AppendMessage(FlagValue Flags, DateTimeOffset? InternalDate, ReadOnlyMemory<byte> Octets)
{
    /// <summary>append-message = [SP flag-list] [SP date-time] SP literal.</summary>
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
        if (!scanner.Next('{')) throw scanner.Expected("flag-list, date-time or literal");
        return new AppendMessage(flags, date, scanner.Literal());
    }
}
