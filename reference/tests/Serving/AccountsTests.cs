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

    [Fact]
    public async Task A_users_file_may_have_comments_empty_lines_and_any_line_ends()
    {
        var hash = Secret.Hash("b:secret").ToFileForm();
        var accounts = Accounts.Parse($"# users\r\n\r\na:{{PLAIN}}a:{{x}}\r\nb:{hash}\n\u00E9 x:{{plain}}p", _store);
        Assert.NotNull(await accounts.LogInAsync("a", "a:{x}", default));
        Assert.NotNull(await accounts.LogInAsync("b", "b:secret", default));
        Assert.NotNull(await accounts.LogInAsync("\u00E9 x", "p", default));
        Assert.Null(await accounts.LogInAsync("a", "", default));
        Assert.Null(await accounts.LogInAsync("A", "a:{x}", default));
        Assert.Null(await accounts.LogInAsync("b", hash, default));
    }

    [Theory]
    [InlineData("a:{PLAIN}x\nnonsense", "line 2")]
    [InlineData(":{PLAIN}x", "line 1")]
    [InlineData("a:{MD5}x", "line 1")]
    [InlineData("a:{PBKDF2-SHA256}0$AAAA$AAAAAAAAAAAAAAAAAAAAAA==", "line 1")]
    [InlineData("a:{PBKDF2-SHA256}10$AAAA", "line 1")]
    [InlineData("a:{PBKDF2-SHA256}10$AAAA$!", "line 1")]
    [InlineData("a:{PLAIN}x\na:{PLAIN}y", "twice")]
    [InlineData("# nobody", "no user")]
    public void A_broken_line_is_named_and_its_secret_is_not_shown(string text, string expected)
    {
        var error = Assert.Throws<FormatException>(() => Accounts.Parse(text, _store));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("nonsense", error.Message, StringComparison.Ordinal);
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
