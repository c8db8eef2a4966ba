using System.Globalization;
using System.Text;
using Bogus;
using Bogus.DataSets;

namespace Conformance.Running;

/// <summary>Small, plausible messages, the same for the same seed.</summary>
public sealed class MailFactory
{
    private static readonly DateTimeOffset First = new(2024, 1, 1, 8, 0, 0, TimeSpan.Zero);

    // The sets that are used, each by itself: a Faker makes all that there are, which takes longer than a case.
    private readonly Randomizer random;
    private readonly Name name;
    private readonly Internet internet;
    private readonly Lorem lorem;
    private int made;

    public MailFactory(int seed)
    {
        random = new Randomizer(seed);
        (name, internet, lorem) = (new Name { Random = random }, new Internet { Random = random }, new Lorem { Random = random });
    }

    /// <summary>A seed for one case of a run: stable across processes, which string hashes are not.</summary>
    public static int SeedFor(int seed, string caseId)
    {
        var hash = 2166136261u;
        foreach (var c in caseId)
            hash = (hash ^ c) * 16777619u;
        return unchecked((int)hash ^ seed);
    }

    /// <summary>The next message; ASCII, CRLF line ends, some 400 bytes.</summary>
    public string Next()
    {
        var number = ++made;
        var from = name.FullName();
        var text = new StringBuilder()
            .Append("From: ").Append(Plain(from)).Append(" <").Append(Local()).Append("@example.org>\r\n")
            .Append("To: ").Append(Local()).Append("@example.com\r\n")
            .Append("Subject: ").Append(Plain(lorem.Sentence(4))).Append("\r\n")
            .Append("Date: ").Append(First.AddMinutes(number).ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)).Append(" +0000\r\n")
            .Append("Message-ID: <").Append(random.Guid()).Append("@example.org>\r\n\r\n");
        foreach (var line in lorem.Sentences(2, "\n").Split('\n'))
            text.Append(Plain(line)).Append("\r\n");
        return text.ToString();

        string Local() => Plain(internet.UserName()).ToLowerInvariant();
    }

    private static string Plain(string text) => string.Concat(text.Where(c => c is >= ' ' and <= '~' and not ('"' or '<' or '>' or ',')));
}
