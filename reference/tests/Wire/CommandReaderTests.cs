using System.IO.Pipelines;
using System.Text;
using Reference.Wire;

namespace Reference.Tests.Wire;

public class CommandReaderTests
{
    private static readonly Limits Small = new() { LineOctets = 40, CommandLiteralOctets = 100, DiscardedOctets = 1000 };

    /// <summary>Reads every command of the input, fed in pieces of the given size.</summary>
    private static async Task<(List<ReceivedCommand> Commands, int Continuations)> ReadAllAsync(string latin1, int pieces = 7)
    {
        var pipe = new Pipe();
        var octets = Encoding.Latin1.GetBytes(latin1);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < octets.Length; i += pieces)
                await pipe.Writer.WriteAsync(octets.AsMemory(i, Math.Min(pieces, octets.Length - i)));
            await pipe.Writer.CompleteAsync();
        });
        var reader = new CommandReader(pipe.Reader, Small, Offer.Everything);
        var commands = new List<ReceivedCommand>();
        var continuations = 0;
        while (true)
        {
            var received = await reader.ReadAsync(
                50,
                () =>
                {
                    continuations++;
                    return ValueTask.CompletedTask;
                },
                static () => { },
                CancellationToken.None);
            commands.Add(received with { Octets = received.Octets.ToArray() });
            if (received.Kind is Received.EndOfStream or Received.OutOfStep) break;
        }
        await pipe.Reader.CompleteAsync();
        await writing;
        return (commands, continuations);
    }

    private static string Text(ReceivedCommand command) => Encoding.Latin1.GetString(command.Octets.Span);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task A_command_is_whole_with_its_literals_in_place_whatever_the_packets(int pieces)
    {
        var (commands, continuations) = await ReadAllAsync("a LOGIN {3}\r\nx y {2+}\r\n\r\n\r\nb NOOP\r\n", pieces);
        Assert.Equal("a LOGIN {3}\r\nx y {2+}\r\n\r\n", Text(commands[0]));
        Assert.Equal("b NOOP", Text(commands[1]));
        Assert.Equal(Received.EndOfStream, commands[2].Kind);
        Assert.Equal(1, continuations);
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_refused_and_the_next_command_is_read()
    {
        var (commands, _) = await ReadAllAsync($"a NOOP {new string('x', 300)}\r\nb NOOP\r\n");
        Assert.Equal(Received.Refused, commands[0].Kind);
        Assert.Equal("a", CommandScanner.TagOf(commands[0].Octets.Span));
        Assert.Equal("b NOOP", Text(commands[1]));
    }

    [Fact]
    public async Task A_line_of_exactly_the_limit_is_taken()
    {
        var line = "a " + new string('x', Small.LineOctets - 2);
        var (commands, _) = await ReadAllAsync(line + "\r\n");
        Assert.Equal(line, Text(commands[0]));
    }

    [Fact]
    public async Task A_line_without_end_ends_the_connection()
    {
        var (commands, _) = await ReadAllAsync($"a NOOP {new string('x', 5000)}");
        Assert.Equal(Received.OutOfStep, commands[^1].Kind);
    }

    [Fact]
    public async Task A_synchronising_literal_that_is_too_large_is_refused_without_a_continuation()
    {
        var (commands, continuations) = await ReadAllAsync("a APPEND x {51}\r\nb NOOP\r\n");
        Assert.Equal(Received.Refused, commands[0].Kind);
        Assert.True(commands[0].TooBig);
        Assert.Equal(0, continuations);
        Assert.Equal("b NOOP", Text(commands[1]));
    }

    [Theory]
    [InlineData("a APPEND x {51+}\r\n")]
    [InlineData("a APPEND x {4294967296+}\r\n")]
    [InlineData("a APPEND x {99999999999999999999+}\r\n")]
    public async Task A_literal_that_comes_anyway_and_is_too_large_ends_the_connection(string wire)
    {
        var (commands, _) = await ReadAllAsync(wire);
        Assert.Equal(Received.OutOfStep, commands[0].Kind);
    }

    [Fact]
    public async Task Many_literals_may_not_add_up_beyond_the_command_limit()
    {
        var (commands, _) = await ReadAllAsync($"a X {{50+}}\r\n{new string('y', 50)} {{50+}}\r\n{new string('y', 50)} {{1}}\r\nb NOOP\r\n");
        Assert.Equal(Received.Refused, commands[0].Kind);
        Assert.Equal("b NOOP", Text(commands[1]));
    }

    [Fact]
    public async Task A_bare_line_feed_is_no_line_end_but_keeps_the_connection_in_step()
    {
        var (commands, _) = await ReadAllAsync("a NOOP\nb NOOP\r\n");
        Assert.Equal(Received.Refused, commands[0].Kind);
        Assert.Equal("b NOOP", Text(commands[1]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task A_literal_that_ends_in_CR_lends_it_to_no_line(int pieces)
    {
        var (commands, _) = await ReadAllAsync("a X {2+}\r\ny\r\nb NOOP\r\n", pieces);
        Assert.Equal(Received.Refused, commands[0].Kind);
        Assert.Equal("b NOOP", Text(commands[1]));
    }

    [Fact]
    public async Task A_command_that_breaks_off_is_none()
    {
        var (commands, _) = await ReadAllAsync("a APPEND x {20}\r\nshort");
        Assert.Equal(Received.EndOfStream, commands[0].Kind);
    }
}
