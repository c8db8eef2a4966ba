using System.Text;
using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>APPEND of one or more messages, all or none of them (RFC 3501 section 6.3.11, RFC 3502), answered with APPENDUID (RFC 4315
/// section 3); also put together from others (CATENATE, RFC 4469).</summary>
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
        if (session.Exceeds(Messages.Count)) return Completion.No("Too many messages to append; nothing was done", session.Code(lowest: null));
        var octets = new List<ReadOnlyMemory<byte>>(Messages.Count);
        foreach (var message in Messages)
        {
            var (content, refusal) = await message.Data.ReadAsync(session, cancellation);
            if (refusal is { } no) return no;
            octets.Add(content);
        }

        var now = session.Clock.GetLocalNow();
        var contents = await mailbox.PrepareAsync(octets, cancellation);
        try
        {
            var appends = Messages.Zip(contents, (message, content) => message.Change(content, now)).ToList();
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
    internal static string AppendUid(CommitResult result)
    {
        using var output = new ResponseWriter();
        output.Raw("APPENDUID "u8).Number(result.After.UidValidity).Raw(" "u8);
        NumberSetWriter.Write(output, result.Uids);
        return Encoding.ASCII.GetString(output.Written.Span);
    }
}
