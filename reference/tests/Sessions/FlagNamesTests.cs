using System.Text;
using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Tests.Sessions;

public class FlagNamesTests
{
    [Theory]
    [InlineData(SystemFlags.None, false, "()")]
    [InlineData(SystemFlags.None, true, "(\\Recent)")]
    [InlineData(SystemFlags.Answered, false, "(\\Answered)")]
    [InlineData(SystemFlags.Flagged, false, "(\\Flagged)")]
    [InlineData(SystemFlags.Deleted, false, "(\\Deleted)")]
    [InlineData(SystemFlags.Seen, false, "(\\Seen)")]
    [InlineData(SystemFlags.Draft, false, "(\\Draft)")]
    [InlineData(SystemFlags.Flagged | SystemFlags.Draft, true, "(\\Flagged \\Draft \\Recent)")]
    [InlineData(Teller.AllFlags, false, "(\\Answered \\Flagged \\Deleted \\Seen \\Draft)")]
    [InlineData(SystemFlags.Seen, true, "(\\Seen \\Recent a B)", "a", "B")]
    public void A_message_s_flags_are_spelled_as_they_are(SystemFlags flags, bool recent, string expected, params string[] keywords)
    {
        using var output = new ResponseWriter();
        FlagNames.WriteOf(output, new Message(1, flags, KeywordSet.Create(keywords), 1, default, 1, default), recent);
        Assert.Equal(expected, Encoding.ASCII.GetString(output.Written.Span));
    }
}
