using System.Text;
using Reference.Commands;
using Reference.Wire;

namespace Reference.Tests.Commands;

/// <summary>Parses one command line through the command table, without a session.</summary>
internal static class Parsing
{
    public static Command Parse(string latin1) => Parse(latin1, Limits.Default);

    public static Command Parse(string latin1, Limits limits)
    {
        var scanner = new CommandScanner(Encoding.Latin1.GetBytes(latin1), limits);
        return CommandTable.Find(scanner).Parse(scanner);
    }

    public static T Parse<T>(string latin1)
        where T : Command => Assert.IsType<T>(Parse(latin1));

    /// <summary>The command is none; the message names what was expected.</summary>
    public static void Refused(string latin1, string expected)
    {
        var error = Assert.Throws<SyntaxException>(() => Parse(latin1));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
