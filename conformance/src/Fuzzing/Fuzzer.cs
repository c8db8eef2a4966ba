using Conformance.Grammar;
using Conformance.Running;

namespace Conformance.Fuzzing;

/// <summary>Sends a server commands that its grammar derives, and such with one octet broken, over several connections.</summary>
public sealed class Fuzzer(Target target, Offer offer, Pace pace, SyntaxJudge judge, FuzzSettings settings)
{
    /// <summary>What has been seen so far.</summary>
    public FuzzTally Tally { get; } = new();

    /// <exception cref="TargetException">The server cannot be reached any more.</exception>
    public async Task RunAsync(string mailbox, CancellationToken cancel)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var sessions = Enumerable.Range(0, settings.Connections).Select(async i =>
        {
            var share = settings.Commands / settings.Connections + (i < settings.Commands % settings.Connections ? 1 : 0);
            var part = new GrammarPart(offer.Has);
            var commands = new FuzzCommands(judge, part, unchecked(settings.Seed * 31 + i));
            try
            {
                await Task.Run(() => new FuzzSession(target, offer, pace, judge, commands, settings, Tally, $"F{i}", $"{mailbox}-{i}").RunAsync(share, ending.Token), ending.Token);
            }
            catch
            {
                await ending.CancelAsync();
                throw;
            }
        });
        await Task.WhenAll(sessions);
    }
}
