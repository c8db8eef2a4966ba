using System.CommandLine;
using Endurance;
using Endurance.Mixed;

var kills = new Option<int>("--kills") { Description = "Stops and restarts", DefaultValueFactory = _ => 200 };
var seed = new Option<int>("--seed") { Description = "Decides what is asked and when the server is killed", DefaultValueFactory = _ => 1 };
var writers = new Option<int>("--writers") { Description = "Connections that change mailboxes, 1 to 50", DefaultValueFactory = _ => 6 };
var mailboxes = new Option<int>("--mailboxes") { Description = "Mailboxes they share, 2 to 20", DefaultValueFactory = _ => 3 };
var polite = new Option<int>("--restart-politely")
{
    Description = "Percent of the stops that are SIGTERM", DefaultValueFactory = _ => 10,
};
var deletion = new Option<IndexDeletion>("--delete-index")
{
    Description = "Delete index files while the server is down", DefaultValueFactory = _ => IndexDeletion.Never,
};
var check = new Option<string?>("--check") { Description = "Shell command for each mailbox after each restart; {dir} is its directory" };
var minutes = new Option<int>("--minutes") { Description = "The whole run ends after so many", DefaultValueFactory = _ => 60 };
var server = new Option<string>("--server") { Description = "The reference server's executable or .dll", Required = true };
Range(kills, 1, 1_000_000);
Range(writers, 1, 50);
Range(mailboxes, 2, 20);
Range(polite, 0, 100);
Range(minutes, 1, 10_000);

var command = new RootCommand("Kills the reference server under load, again and again, and looks for what it lost.")
{
    kills, seed, writers, mailboxes, polite, deletion, check, minutes, server,
};
command.SetAction(async (parsed, cancellation) =>
{
    var options = new EnduranceOptions(
        parsed.GetRequiredValue(server), parsed.GetValue(kills), parsed.GetValue(seed), parsed.GetValue(writers),
        parsed.GetValue(mailboxes), parsed.GetValue(polite), parsed.GetValue(deletion), parsed.GetValue(check),
        TimeSpan.FromMinutes(parsed.GetValue(minutes)));
    return await Run.RunAsync(options, Console.Out, cancellation);
});
command.Add(MixedCommand.Create());
// Signals are this program's own, so that it can stop the server and remove its files.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static void Range(Option<int> option, int least, int most) => option.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() < least || result.GetValueOrDefault<int>() > most)
        result.AddError($"{option.Name} is a number from {least} to {most}.");
});
