using Reference.Searching;

namespace Reference.Tests.Searching;

/// <summary>Base subject extraction by the steps and the grammar of RFC 5256 sections 2.1 and 5.</summary>
public class BaseSubjectTests
{
    [Theory]
    [InlineData("hello", "hello", false)]
    [InlineData("", "", false)]
    [InlineData("Re: hello", "hello", true)]
    [InlineData("RE:hello", "hello", true)]
    [InlineData("Fw: hello", "hello", true)]
    [InlineData("FWD : hello", "hello", true)]
    [InlineData("fwdhello", "fwdhello", false)]
    [InlineData("re hello", "re hello", false)]
    [InlineData("Re[2]: hello", "hello", true)]
    [InlineData("Re [2] : hello", "hello", true)]
    [InlineData("Re [2][3]: hello", "Re [2][3]: hello", false)]
    [InlineData("Re: Re: fwd: hello", "hello", true)]
    [InlineData("[list] hello", "hello", false)]
    [InlineData("[list] Re: hello", "hello", true)]
    [InlineData("Re: [list] hello", "hello", true)]
    [InlineData("[a] [b] Re: [c] hello", "hello", true)]
    [InlineData("[list]", "[list]", false)]
    [InlineData("[a] [b]", "[b]", false)]
    [InlineData("Re: [list]", "[list]", true)]
    [InlineData("[unclosed hello", "[unclosed hello", false)]
    [InlineData("[a[b]] hello", "[a[b]] hello", false)]
    [InlineData("hello (fwd)", "hello", true)]
    [InlineData("hello (FWD) (fwd)  ", "hello", true)]
    [InlineData("hello(fwd)", "hello", true)]
    [InlineData("[Fwd: hello]", "hello", true)]
    [InlineData("[fwd: Re: [fwd: hello] (fwd)]", "hello", true)]
    [InlineData("[fwd: hello] there", "there", false)]
    [InlineData("[fwd:]", "", true)]
    [InlineData("Re:", "", true)]
    [InlineData("  a \t b\r\n c  ", "a b c", false)]
    [InlineData("a  Re: b", "a Re: b", false)]
    public void What_is_left_and_whether_it_was_an_answer(string subject, string left, bool answer) =>
        Assert.Equal(new BaseSubject(left, answer), BaseSubject.Of(subject));

    [Fact]
    public void A_subject_of_a_million_blobs_takes_no_time()
    {
        var blobs = string.Concat(Enumerable.Repeat("[a]", 1_000_000));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal("[a]", BaseSubject.Of(blobs).Text);
        Assert.Equal("x", BaseSubject.Of(string.Concat(Enumerable.Repeat("[a]re:", 300_000)) + "x").Text);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), clock.Elapsed.ToString());
    }
}
