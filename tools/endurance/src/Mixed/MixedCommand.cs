using System.CommandLine;

namespace Endurance.Mixed;

/// <summary>The command line of <c>mixed</c>.</summary>
public static class MixedCommand
{
    public static System.CommandLine.Command Create()
    {
        var seconds = Number("--seconds", "How long", 120, 5, 100_000);
        var sessions = Number("--sessions", "Sessions at the same time", 64, 2, 500);
        var users = Number("--users", "Users whose mailboxes they share", 4, 1, 50);
        var mailboxes = Number("--mailboxes", "Mailboxes of each user", 3, 2, 20);
        var seed = Number("--seed", "Decides what is asked", 1, 0, int.MaxValue);
        var checks = Number("--check-every", "Seconds between two moments in which all rest and all is compared", 10, 1, 3600);
        var kills = Number("--kills-every", "Seconds after which the server is killed and started again, about; 0 for never", 0, 0, 3600);
        var polite = Number("--restart-politely", "Percent of the stops that are SIGTERM", 20, 0, 100);
        var check = new Option<string?>("--check") { Description = "Shell command for each mailbox when the server is down; {dir} is its directory" };
        var server = new Option<string>("--server") { Description = "The reference server's executable or .dll", Required = true };
        var command = new System.CommandLine.Command("mixed", "Many sessions that do everything the server offers, at once; looks for changes that were not told or are lost.")
        {
            seconds, sessions, users, mailboxes, seed, checks, kills, polite, check, server,
        };
        command.SetAction(async (parsed, cancellation) => await MixedRun.RunAsync(
            new MixedOptions(
                parsed.GetRequiredValue(server), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(sessions),
                Math.Min(parsed.GetValue(users), parsed.GetValue(sessions)), parsed.GetValue(mailboxes), parsed.GetValue(seed),
                TimeSpan.FromSeconds(parsed.GetValue(checks)), parsed.GetValue(kills) is > 0 and var every ? TimeSpan.FromSeconds(every) : null,
                parsed.GetValue(polite), parsed.GetValue(check)),
            Console.Out, cancellation));
        return command;
    }

    private static Option<int> Number(string name, string description, int normally, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => normally };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least || result.GetValueOrDefault<int>() > most)
                result.AddError($"{name} is a number from {least} to {most}.");
        });
        return option;
    }
}
