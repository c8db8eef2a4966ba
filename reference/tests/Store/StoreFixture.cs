using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reference.Store;

namespace Reference.Tests.Store;

/// <summary>A root directory of its own, with a clock that the test sets, opened and closed as often as the test likes.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    public static readonly DateTimeOffset Date = new(2020, 2, 29, 12, 0, 0, TimeSpan.FromMinutes(-210));

    private MailStore? store;

    public string Root { get; } = Path.Combine(Path.GetTempPath(), "store test " + Path.GetRandomFileName());

    public SettableClock Clock { get; } = new();

    public uint RotateLogAt { get; set; } = 4 << 20;

    public Durability Durability { get; set; } = Durability.Os;

    public int PackedMessageOctets { get; set; } = 64 << 10;

    public CollectingLogger Logger { get; } = new();

    public async Task<Mailbox> OpenAsync(string name = "INBOX")
    {
        store ??= await MailStore.OpenAsync(new StoreOptions
        {
            Root = Root, Clock = Clock, RotateLogAt = RotateLogAt, Durability = Durability, Logger = Logger, PackedMessageOctets = PackedMessageOctets,
        });
        return await store.ForUser("u").OpenAsync(name);
    }

    public UserStore User => store!.ForUser("u");

    public async Task CloseAsync()
    {
        if (store is not null) await store.DisposeAsync();
        store = null;
    }

    /// <summary>Copies the files as they are, like a kill -9 would leave them, and goes on with the copy.</summary>
    public async Task<StoreFixture> CrashAsync()
    {
        var copy = new StoreFixture { RotateLogAt = RotateLogAt, Durability = Durability, PackedMessageOctets = PackedMessageOctets };
        copy.Clock.Now = Clock.Now;
        foreach (var directory in Directory.EnumerateDirectories(Root, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(directory.Replace(Root, copy.Root, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) == "lock") continue;
            await using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var target = File.Create(file.Replace(Root, copy.Root, StringComparison.Ordinal));
            await source.CopyToAsync(target);
        }

        return copy;
    }

    public static void DeleteIndex(Mailbox mailbox) => DeleteIndex(mailbox.Directory);

    /// <summary>Deletes every index file below a directory.</summary>
    public static void DeleteIndex(string directory)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "dovecot.index*", SearchOption.AllDirectories)) File.Delete(file);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (Directory.Exists(Root)) Directory.Delete(Root, recursive: true);
    }
}

internal sealed class SettableClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

internal sealed class CollectingLogger : ILogger
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => NullLogger.Instance.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Lines) Lines.Add(formatter(state, exception));
    }
}

internal static class MailboxSteps
{
    public static async Task<CommitResult> AppendAsync(this Mailbox mailbox, int count = 1, SystemFlags flags = SystemFlags.None, params string[] keywords)
    {
        var contents = await mailbox.PrepareAsync([.. Enumerable.Range((int)mailbox.State.UidNext, count).Select(uid => Text((uint)uid))]);
        return await mailbox.CommitAsync(_ => new Decision([.. contents.Select(content => new AppendChange(flags, keywords, StoreFixture.Date, content))]));
    }

    /// <summary>What the message that gets this UID says: each another text, all of 21 octets.</summary>
    public static ReadOnlyMemory<byte> Text(uint uid) => Encoding.ASCII.GetBytes($"Subject: x\r\n\r\n{uid:00000}\r\n"[..20] + "\n");

    public static Task<CommitResult> FlagAsync(this Mailbox mailbox, uint uid, SystemFlags flags, params string[] keywords) =>
        mailbox.CommitAsync(_ => new Decision([new FlagsChange(uid, flags, KeywordSet.Create(keywords))]));

    public static Task<CommitResult> ExpungeAsync(this Mailbox mailbox, params uint[] uids) =>
        mailbox.CommitAsync(_ => new Decision([new ExpungeChange(uids)]));
}
