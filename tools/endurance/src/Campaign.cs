using System.Diagnostics;
using System.Net;
using Endurance.Model;
using Endurance.Wire;
using Endurance.Work;

namespace Endurance;

/// <summary>Starts, loads, kills, restarts, examines; again and again, on one mail store.</summary>
public sealed class Campaign(EnduranceOptions options, string root, string users, Findings findings, Tally tally, TextWriter output)
{
    private static readonly TimeSpan MostLoad = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    private readonly Random _random = new(options.Seed);
    private readonly Mailbox[] _mailboxes = [.. Enumerable.Range(1, options.Mailboxes).Select(i => new Mailbox($"box{i}", findings))];
    private IPEndPoint _address = new(IPAddress.Loopback, 0);

    /// <summary>Ends with the last kill, or after the first restart that showed something.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var writers = Enumerable.Range(1, options.Writers)
            .Select(i => new Writer(i, _mailboxes, options.Seed, findings, tally)).ToList();
        var present = _mailboxes.Select(mailbox => new CachingClient(mailbox, "the client that stays", findings, tally)).ToList();
        var seldom = _mailboxes.Select(mailbox => new CachingClient(mailbox, "the client that seldom comes", findings, tally)).ToList();
        var examiner = new Examiner(_mailboxes, writers, findings, tally);
        var server = await ServerProcess.StartAsync(options.Server, root, users, _address, cancellation);
        var sinceLine = Stopwatch.StartNew();
        try
        {
            _address = server.Address;
            await CreateAsync(cancellation);
            await examiner.ExamineAsync(_address, new HashSet<Mailbox>(), cancellation);
            while (true)
            {
                foreach (var client in present) await client.ResyncAsync(_address, _random.Next(2) == 0, cancellation);
                if (tally.Kills % 10 == 0)
                    foreach (var client in seldom) await client.ResyncAsync(_address, _random.Next(2) == 0, cancellation);
                if (options.Check is { } check)
                    foreach (var mailbox in _mailboxes) await MailboxCheck.RunAsync(check, mailbox.Directory, mailbox.Name, findings, cancellation);
                if (findings.Count > 0 || tally.Kills == options.Kills) break;

                await LoadAndStopAsync(server, writers, present, cancellation);
                if (findings.Count > 0) break;
                await server.DisposeAsync();
                var deleted = DeleteIndexes();
                server = await RestartAsync(cancellation);
                tally.Restarts.Add(server.Took);
                await examiner.ExamineAsync(_address, deleted, cancellation);
                if (sinceLine.Elapsed < BetweenLines && tally.Kills < options.Kills) continue;
                sinceLine.Restart();
                await output.WriteLineAsync(
                    $"{tally.Kills} of {options.Kills} kills, {tally.Answered} commands answered, {tally.Resyncs} resyncs, "
                    + $"{_mailboxes.Sum(mailbox => mailbox.Messages.Count)} messages");
            }
        }
        finally
        {
            if (findings.Count > 0) await output.WriteLineAsync($"The server's last words:\n{Tail(server.Log)}");
            await server.DisposeAsync();
        }
    }

    private async Task CreateAsync(CancellationToken cancellation)
    {
        using var connection = await Connection.OpenAsync(_address, Accounts.User, Accounts.Password, cancellation);
        foreach (var mailbox in _mailboxes)
        {
            await connection.AskAsync($"CREATE {mailbox.Name}", cancellation);
            mailbox.Directory =
                await ServerProcess.MailboxPathAsync(options.Server, root, Accounts.User, mailbox.Name, cancellation);
        }
    }

    private async Task LoadAndStopAsync(
        ServerProcess server, List<Writer> writers, List<CachingClient> clients, CancellationToken cancellation)
    {
        var isStopping = false;
        var left = _random.Next(10, 400);
        var spin = _random.Next(0, 3000);
        // Half of the stops come right behind an answer: what was told a moment ago must be safe.
        var afterAnswer = _random.Next(2) == 0;
        var isPolite = _random.Next(100) < options.PolitePercent;
        var moment = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var working = writers
            .Select(writer => writer.WorkAsync(_address, () => Volatile.Read(ref isStopping), Count, cancellation)).ToList();
        working.AddRange(clients.Select(client => client.FollowAsync(_address, cancellation)));
        var all = Task.WhenAll(working);
        try
        {
            var first = await Task.WhenAny(moment.Task, all).WaitAsync(MostLoad, cancellation);
            if (first == all) await all;
            if (!moment.Task.IsCompleted)
            {
                findings.Add("the server lost all its connections before it was stopped");
                return;
            }
        }
        catch (TimeoutException)
        {
            throw new InconclusiveException($"{left} commands were still to be sent after {MostLoad.TotalSeconds} seconds");
        }
        await server.WaitForEndAsync(cancellation);
        await all.WaitAsync(MostLoad, cancellation);
        tally.Kills++;
        if (isPolite) tally.Polite++;
        foreach (var mailbox in _mailboxes) mailbox.Stop();

        // On the thread that has just sent or read, so that nothing comes between.
        void Count(bool isAnswer)
        {
            if (isAnswer != afterAnswer || Interlocked.Decrement(ref left) != 0) return;
            // A command has just been sent: any point of its being carried out may be hit.
            var began = Stopwatch.GetTimestamp();
            while (!isAnswer && Stopwatch.GetElapsedTime(began).TotalMicroseconds < spin) Thread.SpinWait(20);
            Volatile.Write(ref isStopping, true);
            if (isPolite) server.Terminate();
            else server.Kill();
            moment.SetResult();
        }
    }

    private HashSet<Mailbox> DeleteIndexes()
    {
        if (options.DeleteIndex == IndexDeletion.Never) return [];
        if (options.DeleteIndex == IndexDeletion.Sometimes && _random.Next(3) > 0) return [];
        var deleted = IndexFiles.Delete(_mailboxes, _random);
        if (deleted.Count > 0) tally.IndexDeletions++;
        return deleted;
    }

    private async Task<ServerProcess> RestartAsync(CancellationToken cancellation)
    {
        try
        {
            return await ServerProcess.StartAsync(options.Server, root, users, _address, cancellation);
        }
        catch (InconclusiveException e)
        {
            // It did start before, on the same port; now it has files that a kill left.
            if (!e.Message.Contains("in use", StringComparison.OrdinalIgnoreCase)) findings.Add($"after kill {tally.Kills}: {e.Message}");
            throw;
        }
    }

    private static string Tail(string text) => text.Length <= 3000 ? text : text[^3000..];
}
