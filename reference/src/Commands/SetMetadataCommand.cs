using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>SETMETADATA (RFC 5464 section 4.3): all of its entries or none. On a mailbox it raises HIGHESTMODSEQ (RFC 7162 section
/// 3.2).</summary>
/// <param name="Mailbox">Empty for the server.</param>
/// <param name="Changes">In the order given.</param>
public sealed record SetMetadataCommand(string Mailbox, IReadOnlyList<MetadataChange> Changes) : Command
{
    public static CommandRow Row { get; } =
        new("SETMETADATA", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse, Needs: "METADATA");

    /// <summary>"SETMETADATA" SP mailbox SP "(" entry-value *(SP entry-value) ")".</summary>
    private static SetMetadataCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var mailbox = scanner.Mailbox();
        scanner.Sp();
        scanner.Take('(');
        var changes = new List<MetadataChange>();
        do
        {
            changes.Add(MetadataEntry.ParseWithValue(scanner));
            if (changes.Count > scanner.Limits.MetadataEntries) throw scanner.Expected($"at most {scanner.Limits.MetadataEntries} entries");
        }
        while (scanner.TryTake(' '));
        scanner.Take(')');
        scanner.End();
        return new SetMetadataCommand(mailbox, changes);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var limits = session.Limits;
        if (Changes.Any(change => change.Value?.Length > limits.MetadataOctets))
            return Completion.No("The value is too large", $"METADATA MAXSIZE {limits.MetadataOctets}");
        if (Changes.FirstOrDefault(change => !MetadataEntry.IsPrivate(change.Entry) && !MetadataEntry.IsShared(change.Entry)) is { } unknown)
            return Completion.No($"{unknown.Entry} is neither below /private nor below /shared", "CANNOT");
        return Mailbox.Length == 0 ? await SetOfServerAsync(session, cancellation) : await SetOfMailboxAsync(session, cancellation);
    }

    private async ValueTask<Completion> SetOfServerAsync(Session session, CancellationToken cancellation)
    {
        // What all users would see is the operator's to say; section 3.3 allows the restriction.
        if (Changes.Any(change => MetadataEntry.IsShared(change.Entry))) return Completion.No("Shared entries of the server cannot be set", "NOPERM");
        return await session.User!.SetMetadataAsync(Changes, session.Limits.MetadataEntries, cancellation) ? Done : TooMany;
    }

    private async ValueTask<Completion> SetOfMailboxAsync(Session session, CancellationToken cancellation)
    {
        var mailbox = await session.OpenAsync(Mailbox);
        var uses = Changes.LastOrDefault(IsSpecialUse);
        string? specialUse = null;
        if (uses is not null)
        {
            specialUse = SpecialUse.Normalize(uses.Value);
            if (specialUse is null) return Completion.No(SpecialUse.RefusalText, "USEATTR");
        }
        var tooMany = false;
        await mailbox.CommitAsync(
            state =>
            {
                var entries = state.Metadata.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
                foreach (var change in Changes.Where(change => !IsSpecialUse(change)))
                {
                    if (change.Value is null) entries.Remove(change.Entry);
                    else entries.Add(change.Entry);
                }
                tooMany = entries.Count > session.Limits.MetadataEntries && entries.Count > state.Metadata.Count;
                return tooMany ? Decision.Nothing : new Decision([.. Changes.Where(change => !IsSpecialUse(change))]);
            },
            cancellation);
        if (tooMany) return TooMany;
        if (specialUse is not null && specialUse != session.User!.SpecialUseOf(Mailbox))
        {
            // The use is kept beside the name; that it changed shows in the mailbox's mod-sequence afterwards.
            await session.User.SetSpecialUseAsync(Mailbox, specialUse, cancellation);
            await mailbox.CommitAsync(_ => new Decision([new MailboxChange()]), cancellation);
        }
        return Done;

        bool IsSpecialUse(MetadataChange change) =>
            session.Offer.Has("SPECIAL-USE") && change.Entry.Equals(MetadataEntry.SpecialUse, StringComparison.OrdinalIgnoreCase);
    }

    private static Completion Done => Completion.Ok("SETMETADATA completed");

    private static Completion TooMany => Completion.No("There are too many entries already; remove some", "METADATA TOOMANY");
}
