using System.Net.Sockets;
using System.Text;

namespace Reference.Tests.Serving;

/// <summary>Tests that measure the whole process: none beside them.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public class MeasuredAlone;

/// <summary>What a connection costs while nothing happens on it.</summary>
[Collection(nameof(MeasuredAlone))]
public class IdleMemoryTests
{
    [Fact]
    public async Task An_idle_connection_holds_no_buffers()
    {
        const int Connections = 200;
        await using var server = await TestServer.StartAsync();
        using (var first = await server.SelectAsync(messages: 1)) await first.SendAsync("NOOP");
        var sockets = new List<Socket>();
        var buffer = new byte[65536];
        sockets.Add(await IdleAsync(server, buffer));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Connections; i++) sockets.Add(await IdleAsync(server, buffer));
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Connections;
        foreach (var socket in sockets) socket.Dispose();

        // Both ends: the client's socket is in it.
        Assert.InRange(each, 0, MostOctets);
    }

    private const long MostOctets = 12 * 1024;

    private static async Task<Socket> IdleAsync(TestServer server, byte[] buffer)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Address);
        foreach (var (command, answer) in ((string, string)[])[("", "* OK"), ("a LOGIN demo demo\r\n", "a OK"), ("b SELECT x\r\n", "b OK"), ("c IDLE\r\n", "+ ")])
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(command));
            var said = "";
            while (!said.Split("\r\n").Any(line => line.StartsWith(answer, StringComparison.Ordinal)) || !said.EndsWith("\r\n", StringComparison.Ordinal))
                said += Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
        }
        return socket;
    }
}
