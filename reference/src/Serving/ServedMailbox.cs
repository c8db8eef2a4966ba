using System.Text;
using Reference.Commands;
using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Serving;

/// <summary>A mailbox of a <see cref="ReferenceServer"/>, seen from the server's side. What is changed here, connected clients are told as if
/// another client had done it.</summary>
public sealed class ServedMailbox
{
    private readonly Func<UserStore> _user;
    private readonly TimeProvider _clock;

    internal ServedMailbox(Func<UserStore> user, string name, TimeProvider clock)
    {
        _user = user;
        _clock = clock;
        Name = name;
    }

    public string Name { get; }

    /// <summary>What the server holds now, by UID.</summary>
    /// <exception cref="StoreException">There is no such mailbox.</exception>
    public async Task<IReadOnlyDictionary<uint, FixtureMessage>> MessagesAsync()
    {
        var mailbox = await OpenAsync();
        var messages = new SortedDictionary<uint, FixtureMessage>();
        foreach (var message in mailbox.State)
        {
            if (await mailbox.ReadAsync(message) is not { } octets) continue;
            messages[message.Uid] = new FixtureMessage(Encoding.UTF8.GetString(octets.Span))
            {
                Flags = [.. FlagNames.System.Where(flag => (message.Flags & flag.Flag) != 0).Select(flag => flag.Name), .. message.Keywords.Names],
                InternalDate = message.InternalDate,
            };
        }
        return messages;
    }

    /// <summary>HIGHESTMODSEQ as it is now.</summary>
    public async Task<ulong> HighestModSeqAsync() => (await OpenAsync()).State.HighestModSeq;

    public async Task<uint> UidValidityAsync() => (await OpenAsync()).State.UidValidity;

    /// <summary>Appends messages in one go.</summary>
    /// <returns>Their UIDs.</returns>
    /// <exception cref="FormatException">A flag is none that can be set.</exception>
    public async Task<IReadOnlyList<uint>> AppendAsync(params FixtureMessage[] messages)
    {
        if (messages.Length == 0) return [];
        var mailbox = await OpenAsync();
        var flags = messages.Select(message => Parse(message.Flags)).ToList();
        var contents = await mailbox.PrepareAsync([.. messages.Select(message => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(message.Text.ReplaceLineEndings("\r\n")))]);
        try
        {
            var now = _clock.GetLocalNow();
            var appends = messages.Select(
                (message, i) => (Change)new AppendChange(flags[i].System, flags[i].Keywords.Names, message.InternalDate ?? now, contents[i])).ToList();
            return (await mailbox.CommitAsync(_ => new Decision(appends))).Uids;
        }
        finally
        {
            foreach (var content in contents) content.Dispose();
        }
    }

    /// <summary>Replaces all flags of a message. A UID that is not there is ignored.</summary>
    public Task SetFlagsAsync(uint uid, params string[] flags)
    {
        var wanted = Parse(flags);
        return StoreAsync(uid, _ => wanted);
    }

    public Task AddFlagsAsync(uint uid, params string[] flags)
    {
        var wanted = Parse(flags);
        return StoreAsync(uid, now => new FlagValue(now.System | wanted.System, now.Keywords.With(wanted.Keywords)));
    }

    public Task RemoveFlagsAsync(uint uid, params string[] flags)
    {
        var wanted = Parse(flags);
        return StoreAsync(uid, now => new FlagValue(now.System & ~wanted.System, now.Keywords.Without(wanted.Keywords)));
    }

    /// <summary>Removes messages for good, whether or not they have \Deleted.</summary>
    public async Task ExpungeAsync(params uint[] uids) => await (await OpenAsync()).CommitAsync(_ => new Decision([new ExpungeChange(uids)]));

    /// <summary>Moves messages to another mailbox of the same user.</summary>
    /// <returns>Their UIDs there, in the order asked for; UIDs that are not here are left out.</returns>
    public async Task<IReadOnlyList<uint>> MoveAsync(string target, params uint[] uids)
    {
        var (from, to) = (await OpenAsync(), await Marked(target));
        var appends = new List<Change>();
        var moved = new List<uint>();
        var state = from.State;
        foreach (var uid in uids)
        {
            if (state.IndexOf(uid) is not (>= 0 and var index) || await from.ShareAsync(state[index], to) is not { } content) continue;
            appends.Add(new AppendChange(state[index].Flags, state[index].Keywords.Names, state[index].InternalDate, content));
            moved.Add(uid);
        }
        var result = await to.CommitAsync(_ => new Decision(appends));
        await from.CommitAsync(_ => new Decision([new ExpungeChange(moved)]));
        return result.Uids;
    }

    /// <summary>Forgets which messages were expunged so far. A client that then asks QRESYNC for what vanished since an earlier mod-sequence gets
    /// every UID that is not there, or what its match data leaves of that (RFC 7162 section 5.3).</summary>
    public async Task ForgetExpungesAsync() => await (await OpenAsync()).ForgetExpungesAsync();

    /// <summary>Whether SELECT tells HIGHESTMODSEQ, or NOMODSEQ; for clients that select the mailbox from now on.</summary>
    public Task SetKeepsModSeqsAsync(bool keeps) => _user().SetKeepsModSeqsAsync(Name, keeps);

    private Task<Mailbox> OpenAsync() => Marked(Name);

    /// <summary>Opens a mailbox so that its \Recent mark exists before anything is appended.</summary>
    private async Task<Mailbox> Marked(string name)
    {
        var mailbox = await _user().OpenAsync(name);
        RecentMark.Of(mailbox);
        return mailbox;
    }

    private async Task StoreAsync(uint uid, Func<FlagValue, FlagValue> change)
    {
        var mailbox = await OpenAsync();
        var history = FlagHistory.Of(mailbox);
        await mailbox.CommitAsync(state =>
        {
            if (state.IndexOf(uid) is not (>= 0 and var index)) return Decision.Nothing;
            var now = state[index];
            var wanted = change(new FlagValue(now.Flags, now.Keywords));
            history.Note(state, now, wanted.System, wanted.Keywords);
            return new Decision([new FlagsChange(uid, wanted.System, wanted.Keywords)]);
        });
    }

    private static FlagValue Parse(IEnumerable<string> flags)
    {
        try
        {
            var scanner = new CommandScanner(Encoding.UTF8.GetBytes($"({string.Join(' ', flags)})"));
            var value = scanner.FlagList();
            scanner.End();
            return value;
        }
        catch (SyntaxException e)
        {
            throw new FormatException($"({string.Join(' ', flags)}) are no flags that can be set: {e.Message}", e);
        }
    }
}
