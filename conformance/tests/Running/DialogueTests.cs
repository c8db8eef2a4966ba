using System.Diagnostics;
using System.Text;
using Conformance.Running;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Tests.Running;

public sealed class DialogueTests
{
    private static readonly Limits Small = new(LineBytes: 10_000, LiteralBytes: 10_000, CommandBytes: 100_000, CommandResponses: 1_000);

    private readonly Transcript transcript = new(TimeProvider.System);

    private async Task<Dialogue> OpenAsync(ScriptedServer server)
    {
        var connection = await ImapConnection.ConnectAsync(
            server.Host, server.Port, new TlsOptions(TlsMode.None), Small, transcript, "A", 1, CancellationToken.None);
        return On(connection, seconds: 5);
    }

    private static Dialogue On(ImapConnection connection, double seconds)
    {
        var tags = 0;
        return new Dialogue(connection, "A", () => $"a{++tags}", new Pace(TimeSpan.FromSeconds(seconds), Small, TimeProvider.System));
    }

    private static string[] Raw(Answer answer) => [.. answer.Responses.Select(r => Encoding.Latin1.GetString(r.Raw.Span).TrimEnd())];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_command_gets_what_comes_until_its_tagged_answer(bool byteByByte, bool ipv6)
    {
        await using var server = new ScriptedServer(
            [
                """
                S: * OK hello
                C: NOOP
                S: * 1 EXISTS
                S: * 1 FETCH (BODY[] {5}\r\na\r\nbc UID 4)
                S: {tag} OK done
                C: LOGOUT
                S: * BYE
                S: {tag} OK
                """,
            ],
            byteByByte,
            ipv6);
        var dialogue = await OpenAsync(server);
        await dialogue.GreetingAsync(CancellationToken.None);
        var noop = await dialogue.CommandAsync("NOOP", CancellationToken.None);
        Assert.Equal(["* 1 EXISTS", "* 1 FETCH (BODY[] {5}\r\na\r\nbc UID 4)", "a1 OK done"], Raw(noop));
        Assert.Equal("OK", noop.Tagged.Status);
        Assert.Equal("BYE", (await dialogue.CommandAsync("LOGOUT", CancellationToken.None)).Bye!.Status);
        await dialogue.Connection.DisposeAsync();
        Assert.Empty(server.Complaints);
        Assert.Equal(
            [EntryKind.Connected, EntryKind.Received, EntryKind.Sent, EntryKind.Received, EntryKind.Received, EntryKind.Received, EntryKind.Sent,
                EntryKind.Received, EntryKind.Received, EntryKind.Closed],
            transcript.Entries.Select(e => e.Kind));
    }

    [Theory]
    [InlineData("HANGUP", WireFault.HungUp, "the server closed the connection")]
    [InlineData("S~ * OK hal", WireFault.HungUp, "in the middle of a line, 8 bytes had come")]
    [InlineData("S~ * 1 FETCH (BODY[] {400}\\r\\n012345678901", WireFault.HungUp, "inside a literal, 12 of 400 bytes had come")]
    [InlineData("FLOOD * 1 EXISTS", WireFault.Flood, "more than 1000 responses")]
    [InlineData("FLOOD * OK 90123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890", WireFault.Flood, "more than 100000 bytes")]
    [InlineData("ENDLESS * OK so", WireFault.Flood, "a line of more than 10000 bytes")]
    [InlineData("S: * 1 FETCH (BODY[] {4294967296}", WireFault.Flood, "a literal of 4294967296 bytes")]
    [InlineData("SILENCE", WireFault.TimedOut, "no tagged answer to a1 within 0.5 s")]
    public async Task A_server_that_fails_gets_a_clear_verdict_in_time(string act, WireFault fault, string message)
    {
        await using var server = new ScriptedServer("S: * OK hello\nC: NOOP\nS: * 1 EXISTS\n" + act);
        var dialogue = await OpenAsync(server);
        await dialogue.GreetingAsync(CancellationToken.None);
        if (fault == WireFault.TimedOut)
            dialogue = On(dialogue.Connection, seconds: 0.5);
        var watch = Stopwatch.StartNew();
        var answer = await dialogue.CommandAsync("NOOP", CancellationToken.None);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
        Assert.Equal(fault, answer.Fault!.Fault);
        Assert.Contains(message, answer.Fault.Message, StringComparison.Ordinal);
        Assert.Equal("* 1 EXISTS", Raw(answer)[0]);
        Assert.Null(answer.Window.Tagged);
        Assert.Equal(fault == WireFault.HungUp, answer.Window.Closed);
        await dialogue.Connection.DisposeAsync();
        Assert.Single(transcript.Entries, e => e.Kind == EntryKind.Closed);
    }

    [Fact]
    public async Task A_server_that_is_flooding_costs_no_memory_beyond_the_limit()
    {
        await using var server = new ScriptedServer("S: * OK hello\nC: NOOP\nENDLESS * OK so");
        var dialogue = await OpenAsync(server);
        await dialogue.GreetingAsync(CancellationToken.None);
        await dialogue.CommandAsync("NOOP", CancellationToken.None);
        await dialogue.Connection.DisposeAsync();
        Assert.InRange(transcript.Entries.Sum(e => (long)e.Bytes.Length), 1, 50_000);
    }

    [Fact]
    public async Task A_literal_waits_for_the_go_ahead_and_is_an_entry_of_its_own()
    {
        await using var server = new ScriptedServer(
            """
            S: * OK hello
            C: APPEND x {5}
            S: * 7 EXISTS
            S: + go
            C= ab cd
            S: {tag} OK
            C: APPEND x {5}
            S: {tag} NO [TRYCREATE]
            C: APPEND x {3+}
            C= e f
            S: {tag} OK
            SILENCE
            """);
        var dialogue = await OpenAsync(server);
        await dialogue.GreetingAsync(CancellationToken.None);
        IReadOnlyList<OutgoingPart> append = [new BytesOut("APPEND x "u8.ToArray()), new LiteralOut("ab cd"u8.ToArray(), false)];
        Assert.Equal(["* 7 EXISTS", "+ go", "a1 OK"], Raw(await dialogue.CommandAsync(append, CancellationToken.None)));
        Assert.Equal("NO", (await dialogue.CommandAsync(append, CancellationToken.None)).Tagged.Status);
        Assert.True(dialogue.IsReady);
        append = [new BytesOut("APPEND x "u8.ToArray()), new LiteralOut("e f"u8.ToArray(), true)];
        Assert.Equal("OK", (await dialogue.CommandAsync(append, CancellationToken.None)).Tagged.Status);
        Assert.Empty(server.Complaints);
        Assert.Equal(["a1", null, "a2", "a3"], transcript.Entries.Where(e => e.Kind == EntryKind.Sent).Select(e => e.Tag));
        await dialogue.Connection.DisposeAsync();
    }

    [Fact]
    public async Task Pipelined_commands_keep_their_own_windows_in_whatever_order_they_are_answered()
    {
        await using var server = new ScriptedServer(
            """
            S: * OK hello
            C: NOOP
            C: CHECK
            C: FETCH 1 UID
            S: * 1 EXISTS
            S: a2 OK second
            S: * 2 EXISTS
            S: a1 OK first
            S: * 1 FETCH (UID 5)
            S: a3 OK third
            SILENCE
            """);
        var dialogue = await OpenAsync(server);
        await dialogue.GreetingAsync(CancellationToken.None);
        var sent = await dialogue.SendAllAsync([.. new[] { "NOOP", "CHECK", "FETCH 1 UID" }.Select(t => new Outgoing(Dialogue.Parts(t)))], CancellationToken.None);
        Assert.Equal(["a1", "a2", "a3"], sent.Select(s => s.Tag));
        Assert.Equal(["* 2 EXISTS", "a1 OK first"], Raw(await dialogue.TaggedAsync("a1", CancellationToken.None)));
        Assert.Equal(["* 1 EXISTS", "a2 OK second"], Raw(await dialogue.TaggedAsync("a2", CancellationToken.None)));
        Assert.Equal(["* 1 FETCH (UID 5)", "a3 OK third"], Raw(await dialogue.TaggedAsync("a3", CancellationToken.None)));
        Assert.True(dialogue.IsReady);
        await dialogue.Connection.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_can_be_cut_after_a_line_of_the_answer()
    {
        await using var server = new ScriptedServer("S: * OK hello\nC: NOOP\nS: * 1 EXISTS\\r\\n* 2 EXISTS\\r\\n* 3 EXISTS\\r\\n{tag} OK\nSILENCE");
        var dialogue = await OpenAsync(server);
        await dialogue.GreetingAsync(CancellationToken.None);
        dialogue.Connection.CutAfterLines(2);
        var answer = await dialogue.CommandAsync("NOOP", CancellationToken.None);
        Assert.Equal(["* 1 EXISTS", "* 2 EXISTS"], Raw(answer));
        Assert.Equal(WireFault.Ended, answer.Fault!.Fault);
        Assert.False(answer.Window.Closed);
        await dialogue.Connection.DisposeAsync();
    }

    [Fact]
    public async Task What_comes_between_two_commands_belongs_to_the_next()
    {
        await using var server = new ScriptedServer("S: * OK hello\\r\\n* 4 EXISTS\nC: NOOP\nS: {tag} OK\nHANGUP");
        var dialogue = await OpenAsync(server);
        await dialogue.GreetingAsync(CancellationToken.None);
        Assert.Equal(["* 4 EXISTS", "a1 OK"], Raw(await dialogue.CommandAsync("NOOP", CancellationToken.None)));
        var end = await dialogue.UntilAsync(w => w.Closed, CancellationToken.None);
        Assert.Null(end.Fault);
        Assert.True(end.Window.Closed);
        await dialogue.Connection.DisposeAsync();
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_enough_or_at_the_deadline()
    {
        await using var server = new ScriptedServer("S: * OK hello\nS: * 4 EXISTS\nSILENCE");
        var dialogue = await OpenAsync(server);
        await dialogue.GreetingAsync(CancellationToken.None);
        var met = await dialogue.UntilAsync(w => w.Entries.Count == 1, CancellationToken.None);
        Assert.Null(met.Fault);
        dialogue = On(dialogue.Connection, seconds: 0.3);
        var unmet = await dialogue.UntilAsync(w => w.Entries.Count == 1, CancellationToken.None);
        Assert.Equal(WireFault.TimedOut, unmet.Fault!.Fault);
        await dialogue.Connection.DisposeAsync();
    }
}
