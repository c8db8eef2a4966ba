using System.Threading.Channels;
using Inspector.Commands;

namespace Inspector.Tests;

/// <summary>Following a log that grows, is rotated and deleted.</summary>
public class WatchTests
{
    [Theory]
    [InlineData(4u << 20)]
    [InlineData(2000u)]
    public async Task Each_change_comes_as_a_line_also_through_rotation_and_deletion(uint rotateLogAt)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        await using var mailbox = await ReferenceMailbox.OpenAsync(rotateLogAt);
        var directory = mailbox.Directory;
        var lines = Channel.CreateUnbounded<string>();
        var watching = WatchCommand.RunAsync(directory, new LineWriter(lines.Writer), stop.Token);
        var random = new Random(7);
        for (var i = 0; i < 12; i++)
        {
            await mailbox.ChangeAsync(1, random);
            await SeeAsync(mailbox.State.HighestModSeq);
        }

        await mailbox.CloseAsync();
        foreach (var file in Directory.GetFiles(directory, "dovecot.index*")) File.Delete(file);
        await mailbox.OpenAgainAsync();
        await SeeAsync(mailbox.State.HighestModSeq);
        await stop.CancelAsync();
        Assert.Equal(0, await watching);

        async Task SeeAsync(ulong modSeq)
        {
            while (!(await lines.Reader.ReadAsync(limit.Token)).Contains($" {modSeq} ", StringComparison.Ordinal))
            {
            }
        }
    }

    private sealed class LineWriter(ChannelWriter<string> lines) : StringWriter
    {
        public override void WriteLine(string? value) => lines.TryWrite(value ?? "");
    }
}
