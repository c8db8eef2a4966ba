using System.CommandLine;
using Conformance.CommandLine;

namespace Conformance.Tests.CommandLine;

/// <summary>Command line before environment before file before default.</summary>
public sealed class LayersTests
{
    private readonly RunArguments options = new();

    private RunSettings Read(string[] arguments, Dictionary<string, string>? environment = null, string? file = null)
    {
        if (file is not null)
            arguments = [.. arguments, "--config", Write(file)];
        var command = RunCommand.Create(options);
        var typed = Layers.Apply(arguments, Names(command), [.. options.All.Select(o => o.Name)], environment ?? []);
        var parsed = command.Parse([.. typed]);
        Assert.Empty(parsed.Errors);
        return SettingsReader.Read(parsed, options, TextReader.Null);
    }

    private static Dictionary<string, bool> Names(Command command) => command.Options.ToDictionary(o => o.Name, o => o.ValueType != typeof(bool));

    private static string Write(string content)
    {
        var file = Path.Combine(TheSuite.Folder(), "suite options.json");
        File.WriteAllText(file, content);
        return file;
    }

    [Theory]
    [InlineData("3", "4", "5", 3)]
    [InlineData(null, "4", "5", 4)]
    [InlineData(null, null, "5", 5)]
    [InlineData(null, null, null, 4)]
    [InlineData("3", null, "5", 3)]
    [InlineData("3", "4", null, 3)]
    public void The_higher_layer_wins(string? line, string? variable, string? file, int jobs)
    {
        var settings = Read(
            line is null ? [] : ["--jobs", line],
            variable is null ? [] : new() { ["CONFORMANCE_JOBS"] = variable },
            file is null ? null : $$"""
                {
                    // how many cases at a time
                    "jobs": {{file}},
                }
                """);
        Assert.Equal(jobs, settings.Run.Jobs);
    }

    [Fact]
    public void A_file_may_hold_text_numbers_lists_and_switches()
    {
        var settings = Read([], file: """
            { "server": "localhost:1143", "user": "alice", "password": "p=1 2", "case": ["condstore/idle/*", "condstore/races/*"],
              "fail-fast": true, "shuffle": false, "hook": { "restart": "./restart.sh --now" }, "timeout": 2.5 }
            """);
        Assert.Equal("localhost:1143", settings.Server!.ToString());
        Assert.Equal("p=1 2", settings.Account!.Password);
        Assert.Equal(["condstore/idle/*", "condstore/races/*"], settings.Selection.Patterns);
        Assert.True(settings.Run.FailFast);
        Assert.False(settings.Run.Shuffle);
        Assert.Equal("./restart.sh --now", settings.HookCommands["restart"]);
        Assert.Equal(TimeSpan.FromSeconds(2.5), settings.Run.Timeout);
    }

    [Fact]
    public void A_hook_of_the_environment_gives_way_to_that_of_the_command_line()
    {
        Dictionary<string, string> environment = new() { ["CONFORMANCE_HOOK_INDEX_DELETE"] = "one", ["CONFORMANCE_HOOK_RESTART"] = "two" };
        var settings = Read(["--hook", "restart=three"], environment);
        Assert.Equal("one", settings.HookCommands["index-delete"]);
        Assert.Equal("three", settings.HookCommands["restart"]);
    }

    [Fact]
    public void A_hook_of_the_file_gives_way_to_those_above()
    {
        Dictionary<string, string> environment = new() { ["CONFORMANCE_HOOK_KILL"] = "of the environment" };
        var settings = Read(["--hook=restart=of the line"], environment, """{ "hook": { "restart": "of the file", "kill": "of the file", "deliver": "of the file" } }""");
        Assert.Equal("of the line", settings.HookCommands["restart"]);
        Assert.Equal("of the environment", settings.HookCommands["kill"]);
        Assert.Equal("of the file", settings.HookCommands["deliver"]);
    }

    [Fact]
    public void One_way_to_give_the_password_excludes_the_others_below()
    {
        Dictionary<string, string> environment = new() { ["CONFORMANCE_PASSWORD_FILE"] = "no such file", ["CONFORMANCE_PASSWORD2"] = "second" };
        var settings = Read(["--server", "h", "--user", "a", "--password", "first", "--user2", "b"], environment);
        Assert.Equal("first", settings.Account!.Password);
        Assert.Equal("second", settings.SecondAccount!.Password);
    }

    [Theory]
    [InlineData("-q", "CONFORMANCE_VERBOSE")]
    [InlineData("--quiet", "CONFORMANCE_VERBOSE")]
    public void Quiet_on_the_command_line_outweighs_verbose_in_the_environment(string option, string variable) =>
        Assert.Equal(Loudness.Quiet, Read([option], new() { [variable] = "1" }).Loudness);

    [Fact]
    public void A_password_may_begin_with_an_at_sign() =>
        Assert.Equal("@home", Read(["--server", "h", "--user", "a"], new() { ["CONFORMANCE_PASSWORD"] = "@home" }).Account!.Password);

    [Theory]
    [InlineData("""{ "servr": "x" }""", "unknown key 'servr'; did you mean 'server'?")]
    [InlineData("""{ "config": "x" }""", "unknown key 'config'")]
    [InlineData("""{ "server": null }""", "'server' must be text")]
    [InlineData("""[ "server" ]""", "expected an object")]
    [InlineData("{\n\"server\": }", ":2: not JSON")]
    public void A_file_that_does_not_fit_is_told_by_its_name(string content, string message)
    {
        var error = Assert.Throws<UsageException>(() => Read([], file: content));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("suite options.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CONFORMANCE_SERVER", "", "CONFORMANCE_SERVER is empty")]
    [InlineData("CONFORMANCE_SERVR", "localhost", "did you mean 'CONFORMANCE_SERVER'?")]
    public void A_variable_that_would_silently_test_something_else_is_an_error(string variable, string value, string message)
    {
        var error = Assert.Throws<UsageException>(() => Read([], new() { [variable] = value }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_of_hooks_peers_and_places_are_no_misspellings() =>
        Assert.Null(Read([], new() { ["CONFORMANCE_HOME"] = "x", ["CONFORMANCE_PEER_NAME"] = "x", ["CONFORMANCE_PEER_DIR"] = "x" }).Server);

    [Fact]
    public async Task One_file_serves_every_command()
    {
        var file = Write("""{ "server": "127.0.0.1:1", "user": "a", "password": "b", "jobs": 2 }""");
        Assert.Equal(3, (await TheSuite.RunAsync("probe", "--config", file)).Exit);
        var ran = await TheSuite.ProcessAsync(new Dictionary<string, string> { ["CONFORMANCE_CONFIG"] = file }, "", "run", "--out", TheSuite.Folder());
        Assert.Equal(3, ran.Exit);
    }
}
