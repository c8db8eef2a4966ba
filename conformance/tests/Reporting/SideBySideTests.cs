using System.Text;
using Conformance.Reporting;
using Conformance.Wire;

namespace Conformance.Tests.Reporting;

public sealed class SideBySideTests
{
    private static Entry Entry(int number, string lane, EntryKind kind, string text) =>
        new(number, TimeSpan.FromSeconds(number), lane, 1, kind, Encoding.ASCII.GetBytes(text + "\r\n"));

    [Fact]
    public void Each_session_has_a_column_and_time_goes_down()
    {
        var lines = SideBySide.Write(
        [
            Entry(1, "R2", EntryKind.Sent, "b1 NOOP"),
            Entry(2, "R1", EntryKind.Sent, "a1 NOOP"),
            Entry(3, "R2", EntryKind.Received, "b1 OK"),
        ]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        var second = lines[0].IndexOf("R2", StringComparison.Ordinal);
        Assert.Equal(2, lines[0].IndexOf("R1", StringComparison.Ordinal));
        Assert.Equal(second, lines[1].IndexOf("> b1 NOOP", StringComparison.Ordinal));
        Assert.Equal(2, lines[2].IndexOf("> a1 NOOP", StringComparison.Ordinal));
        Assert.Equal(second, lines[3].IndexOf("< b1 OK", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_line_stays_in_its_column()
    {
        var text = SideBySide.Write([Entry(1, "A", EntryKind.Sent, new string('x', 300)), Entry(2, "B", EntryKind.Sent, "b1 NOOP " + new string('y', 40) + " " + new string('z', 60))]);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 152));
        Assert.Equal(300, text.Count(c => c == 'x'));
        Assert.Equal(60, text.Count(c => c == 'z'));
    }

    [Fact]
    public void With_many_sessions_each_entry_is_a_line()
    {
        var text = SideBySide.Write([.. Enumerable.Range(1, 5).Select(k => Entry(k, $"R{k}", EntryKind.Sent, "a NOOP"))]);
        Assert.Equal(5, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("R5 > a NOOP", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_nothing() => Assert.Equal("", SideBySide.Write([]));
}
