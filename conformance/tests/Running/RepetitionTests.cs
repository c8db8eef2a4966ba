using System.Globalization;
using System.Text.RegularExpressions;
using Conformance.Running;
using Conformance.Tests.CommandLine;
using Conformance.Tests.Walking;

namespace Conformance.Tests.Running;

/// <summary>Against the reference server as it was built; skipped where it was not.</summary>
public sealed partial class RepetitionTests
{
    [SkippableFact]
    public async Task Rounds_are_counted_and_not_what_was_found_in_them()
    {
        await using var server = await StartAsync();
        // In each round one message goes and two change, and neither comes out right.
        await using var relay = new ForgetfulRelay(server.Target.Host, server.Target.Port, News());
        var (user, password) = server.Target.Account;
        var ran = await TheSuite.RunAsync(
            "--server", $"127.0.0.1:{relay.Port}", "--user", user, "--password", password, "--tls", "none",
            "--case", "qresync/convergence/again-and-again", "--out", TheSuite.Folder());
        Assert.Equal(1, ran.Exit);
        var rounds = Rounds().Matches(ran.Output);
        Assert.NotEmpty(rounds);
        Assert.All(rounds, r => Assert.InRange(Number(r.Groups[1]), 1, Number(r.Groups[2])));
    }

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    private static Task<BuiltInServer> StartAsync()
    {
        try
        {
            ReferenceProgram.Find();
        }
        catch (BuiltInServerException e)
        {
            Skip.If(true, e.Message);
        }

        return BuiltInServer.StartAsync(TimeSpan.FromSeconds(60), TimeProvider.System, CancellationToken.None);
    }

    [GeneratedRegex(@"(?<=VANISHED )\(EARLIER\) \S+|(?<=MODSEQ \(\d+\) FLAGS \()[^)]+")]
    private static partial Regex News();

    [GeneratedRegex("in ([0-9]+) of ([0-9]+) rounds")]
    private static partial Regex Rounds();
}
