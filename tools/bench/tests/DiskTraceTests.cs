using Bench.Costs;

namespace Bench.Tests;

public sealed class DiskTraceTests
{
    private static readonly string[] Trace =
    [
        "71 1700000000.000100 pwrite64(57</store/journal>, \"\"..., 112, 4096) = 112",
        "71 1700000000.000200 pwrite64(58</store/dovecot.index.log>, \"\"..., 48, 96 <unfinished ...>",
        "72 1700000000.000250 write(9<socket:[7]>, \"\"..., 500) = 500",
        "71 1700000000.000300 <... pwrite64 resumed>) = 48",
        "71 1700000000.000400 fdatasync(57</store/journal>) = 0",
        "71 1700000000.000500 fsync(60</store>)   = 0",
        "71 1700000000.000600 rename(\"/store/journal.tmp\", \"/store/journal\") = 0",
        "71 1700000000.000700 fdatasync(61</elsewhere/file>) = 0",
        "71 1700000003.000000 pwritev2(57</store/journal>, [{iov_base=\"\"..., iov_len=104}, {iov_base=\"\"..., iov_len=8}], 2, 865776, RWF_DSYNC <unfinished ...>",
        "71 1700000003.000100 <... pwritev2 resumed>) = 112",
        "71 1700000003.000200 pwritev2(57</store/journal>, [{iov_base=\"\"..., iov_len=10}], 1, 865888, 0) = 10",
        "71 1700000005.000000 fdatasync(57</store/journal>) = 0",
        "71 +++ exited with 0 +++",
    ];

    [Fact]
    public void Calls_are_counted_by_what_they_do_and_each_once() =>
        Assert.Equal(new DiskWork(Syncs: 2, Writes: 2, Octets: 160, Names: 1), Count(0, 1));

    [Fact]
    public void A_write_that_is_durable_by_itself_is_a_sync_too() => Assert.Equal(new DiskWork(Syncs: 1, Writes: 2, Octets: 122, Names: 0), Count(2, 4));

    [Fact]
    public void Calls_at_other_times_are_not_counted() => Assert.Equal(new DiskWork(1, 0, 0, 0), Count(4, 6));

    private static DiskWork Count(int from, int to) => DiskTrace.Count(
        Trace, "/store", DateTimeOffset.FromUnixTimeSeconds(1700000000 + from), DateTimeOffset.FromUnixTimeSeconds(1700000000 + to));
}
