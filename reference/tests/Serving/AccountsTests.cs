using Reference.Serving;
using Reference.Store;

namespace Reference.Tests.Serving;

public sealed class AccountsTests : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("reference-accounts-").FullName;
    private MailStore _store = null!;

    public async Task InitializeAsync() => _store = await MailStore.OpenAsync(new StoreOptions { Root = _root, Durability = Durability.Os });

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private static string Hash(string password) => Secret.ToFileForm(Secret.Hash(password, Secret.MinIterations));

    [Fact]
    public async Task A_users_file_may_have_comments_empty_lines_and_any_line_ends()
    {
        var accounts = Accounts.Parse($"# users\r\n\r\na:{Hash("a:{x}")}\r\nb:{Hash("b:secret")}\n\u00E9 x:{Hash("p")}", _store, new byte[32]);
        Assert.NotNull(await accounts.LogInAsync("a", "a:{x}", default));
        Assert.NotNull(await accounts.LogInAsync("b", "b:secret", default));
        Assert.NotNull(await accounts.LogInAsync("\u00E9 x", "p", default));
        Assert.Null(await accounts.LogInAsync("a", "", default));
        Assert.Null(await accounts.LogInAsync("A", "a:{x}", default));
        Assert.Null(await accounts.LogInAsync("b", Hash("b:secret"), default));
    }

    [Fact]
    public async Task A_password_that_was_right_once_makes_no_other_right()
    {
        var accounts = Accounts.Parse($"a:{Hash("one")}\nb:{Hash("two")}", _store, new byte[32]);
        for (var i = 0; i < 2; i++)
        {
            Assert.NotNull(await accounts.LogInAsync("a", "one", default));
            Assert.NotNull(await accounts.LogInAsync("b", "two", default));
            Assert.Null(await accounts.LogInAsync("a", "two", default));
            Assert.Null(await accounts.LogInAsync("b", "one", default));
            Assert.Null(await accounts.LogInAsync("a", "on", default));
            Assert.Null(await accounts.LogInAsync("c", "one", default));
        }
    }

    private const string Good = "a:{SCRAM-SHA-256}4096,AAAA,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    public static TheoryData<string, string> Broken { get; } = new()
    {
        { $"{Good}\nnonsense", "line 2" },
        { Good[1..], "line 1" },
        { "a:{PLAIN}nonsense", "plain passwords" },
        { "a:{MD5}x", "line 1" },
        { Good.Replace("4096", "4095", StringComparison.Ordinal), "line 1" },
        { Good[..^1], "line 1" },
        { Good.Replace(",AAAA,", ",,", StringComparison.Ordinal), "line 1" },
        { Good[..Good.LastIndexOf(',')], "line 1" },
        { $"{Good}\n{Good}", "twice" },
        { "# nobody", "no user" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_line_is_named_and_its_secret_is_not_shown(string text, string expected)
    {
        var error = Assert.Throws<FormatException>(() => Accounts.Parse(text, _store, new byte[32]));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("nonsense", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_salt_of_a_name_that_there_is_not_stays_the_same_and_differs_from_that_of_others()
    {
        var (first, again) = (Accounts.Parse(Good, _store, new byte[32]), Accounts.Parse(Good, _store, new byte[32]));
        Assert.Equal(first.CredentialsOf("nobody").Salt, again.CredentialsOf("nobody").Salt);
        Assert.NotEqual(first.CredentialsOf("nobody").Salt, first.CredentialsOf("nobody2").Salt);
        Assert.Equal(first.CredentialsOf("a").Iterations, first.CredentialsOf("nobody").Iterations);
    }

    [Theory]
    [InlineData("127.0.0.1:143", "127.0.0.1:143")]
    [InlineData("[::1]:0", "[::1]:0")]
    [InlineData("localhost:1", "127.0.0.1:1")]
    public void An_address_to_listen_on_is_host_and_port(string text, string expected) =>
        Assert.Equal(expected, ListenAddress.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("143")]
    [InlineData("::1:143")]
    [InlineData("[127.0.0.1]:143")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:")]
    [InlineData("[::1:143")]
    [InlineData("mail.example.org:143")]
    public void Anything_else_is_refused_with_examples(string text)
    {
        var error = Assert.Throws<FormatException>(() => ListenAddress.Parse(text));
        Assert.Contains("[::1]:1143", error.Message, StringComparison.Ordinal);
    }
}
