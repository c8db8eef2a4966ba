using Inspector.Format;

namespace Inspector.Tests;

/// <summary>Whatever a file holds: a clear error with the file and an offset, no crash.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(new byte[0], "empty")]
    [InlineData(new byte[] { 1 }, "cut off")]
    [InlineData(new byte[] { 7, 3 }, "cut off")]
    [InlineData(new byte[] { 2, 3, 40, 0 }, "neither")]
    public async Task A_file_that_is_neither_log_nor_index(byte[] bytes, string says)
    {
        var path = directory.File("a file");
        await File.WriteAllBytesAsync(path, bytes);
        await AssertUnreadableAsync(says, "dump", path);
    }

    [Theory]
    [InlineData("big-endian", 2, new byte[] { 0, 40 })]
    [InlineData("big-endian", 32, new byte[] { 0 })]
    [InlineData("does not fit", 2, new byte[] { 255, 255 })]
    [InlineData("does not fit", 2, new byte[] { 4, 0 })]
    [InlineData("major version is 9", 0, new byte[] { 9 })]
    public async Task A_log_with_another_header(string says, int offset, byte[] bytes)
    {
        var log = Header();
        bytes.CopyTo(log, offset);
        await File.WriteAllBytesAsync(directory.File(MailboxFiles.LogName), log);
        await AssertUnreadableAsync(says, "check", directory.Root);
        await AssertUnreadableAsync("", "dump", directory.File(MailboxFiles.LogName));
    }

    [Fact]
    public async Task A_record_of_a_huge_size_takes_no_memory()
    {
        byte[] log = [.. Header(), 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0x10, 0, 0, 0, 0];
        await File.WriteAllBytesAsync(directory.File(MailboxFiles.LogName), log);
        var before = GC.GetTotalAllocatedBytes();
        var (exit, output, _) = await Tool.RunAsync("check", directory.Root);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 8 << 20);
        Assert.Equal(1, exit);
        Assert.Contains($"{MailboxFiles.LogName}:40: unreadable:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_too_large_is_refused_unread()
    {
        var path = directory.File(MailboxFiles.LogName);
        await using (var file = File.Create(path)) file.SetLength(FileBytes.MaxSize + 1L);
        await AssertUnreadableAsync("are not read", "dump", path);
    }

    [Fact]
    public async Task Damaged_files_of_every_kind_give_an_exit_code_and_no_exception()
    {
        await using var mailbox = await ReferenceMailbox.OpenAsync(3000);
        await mailbox.ChangeAsync(60, new Random(1));
        await mailbox.CloseAsync();
        var random = new Random(2);
        var names = new[] { MailboxFiles.LogName, MailboxFiles.LogName + ".2", MailboxFiles.IndexName, "journal" };
        for (var i = 0; i < 1500; i++)
        {
            directory.CopyFrom(mailbox.Directory);
            var path = directory.File(names[random.Next(names.Length)]);
            var bytes = await File.ReadAllBytesAsync(path);
            switch (random.Next(3))
            {
                case 0:
                    bytes = bytes[..random.Next(bytes.Length)];
                    break;
                case 1:
                    for (var left = random.Next(1, 9); left > 0; left--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    break;
                default:
                    // All ones or zeroes for sizes and counts.
                    bytes.AsSpan(random.Next(Math.Min(bytes.Length, 400) - 4), 4).Fill(random.Next(2) == 0 ? (byte)0xff : (byte)0);
                    break;
            }

            await File.WriteAllBytesAsync(path, bytes);
            Assert.InRange((await Tool.RunAsync("check", directory.Root)).Exit, 0, 3);
            Assert.InRange((await Tool.RunAsync("dump", directory.Root)).Exit, 0, 3);
            Assert.InRange((await Tool.RunAsync("dump", "--json", directory.Root)).Exit, 0, 3);
        }
    }

    [Fact]
    public async Task Random_bytes_behind_a_good_header_are_no_crash()
    {
        var random = new Random(3);
        for (var i = 0; i < 500; i++)
        {
            var noise = new byte[random.Next(400)];
            random.NextBytes(noise);
            await File.WriteAllBytesAsync(directory.File(MailboxFiles.LogName), [.. Header(), .. noise]);
            byte[] index = new byte[120 + noise.Length];
            noise.CopyTo(index, 120);
            (index[0], index[2], index[12]) = (7, 120, 1);
            BitConverter.TryWriteBytes(index.AsSpan(4), index.Length - noise.Length / 2);
            index[8] = 8;
            await File.WriteAllBytesAsync(directory.File(MailboxFiles.IndexName), index);
            Assert.InRange((await Tool.RunAsync("dump", directory.Root)).Exit, 0, 3);
            Assert.InRange((await Tool.RunAsync("check", directory.Root)).Exit, 0, 3);
        }
    }

    [Theory]
    [InlineData]
    [InlineData("frobnicate", "x")]
    [InlineData("decode")]
    [InlineData("decode", "0")]
    [InlineData("decode", "-1")]
    [InlineData("decode", "9223372036854775808")]
    [InlineData("dump")]
    [InlineData("dump", "a", "b")]
    [InlineData("check", "--json", "a")]
    [InlineData("check", "--fast", "a")]
    [InlineData("watch", "")]
    public async Task Wrong_usage_exits_with_4(params string[] arguments)
    {
        var (exit, output, error) = await Tool.RunAsync(arguments);
        Assert.Equal(4, exit);
        Assert.Empty(output);
        Assert.StartsWith("modseq: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dump")]
    [InlineData("check")]
    [InlineData("watch")]
    public async Task A_directory_that_is_not_there_exits_with_3(string command) =>
        await AssertUnreadableAsync("no such", command, directory.File("nothing"));

    [Fact]
    public async Task Help_starts_with_examples() => Assert.StartsWith("examples:", (await Tool.RunAsync("--help")).Output, StringComparison.Ordinal);

    private static async Task AssertUnreadableAsync(string says, params string[] arguments)
    {
        var (exit, output, error) = await Tool.RunAsync(arguments);
        Assert.Equal(3, exit);
        Assert.Contains(says, output + error, StringComparison.Ordinal);
        Assert.Contains("offset", output + error, StringComparison.Ordinal);
    }

    private static byte[] Header()
    {
        var bytes = new byte[40];
        (bytes[0], bytes[1], bytes[2], bytes[4], bytes[8], bytes[24], bytes[32]) = (1, 3, 40, 9, 1, 1, 1);
        return bytes;
    }
}
