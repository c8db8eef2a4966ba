using System.Globalization;
using System.Text.RegularExpressions;

namespace Conformance.Scenarios;

/// <summary>Reads the headers of a scenario, one line at a time.</summary>
internal sealed partial class HeaderParser(ErrorList errors)
{
    public static readonly string[] Names = ["needs", "mailbox", "session", "deadline", "vary", "cut", "thorough"];

    private readonly List<MailboxFixture> mailboxes = [];
    private readonly Dictionary<char, int> sessionUsers = [];

    public Needs? Needs { get; private set; }

    public TimeSpan? Deadline { get; private set; }

    public CutHeader? Cut { get; private set; }

    public bool IsThorough { get; private set; }

    public IReadOnlyList<MailboxFixture> Mailboxes => mailboxes;

    public IReadOnlyDictionary<char, int> SessionUsers => sessionUsers;

    /// <exception cref="LineException">The header cannot be read.</exception>
    public void Read(TextLine line)
    {
        var words = new Words(line.Text);
        switch (words.Take("a header"))
        {
            case "needs":
                ReadNeeds(words);
                break;
            case "mailbox":
                ReadMailbox(words, errors.At(line.Number));
                break;
            case "session":
                ReadSession(words);
                break;
            case "deadline":
                ReadDeadline(words);
                break;
            case "thorough":
                words.End();
                IsThorough = !IsThorough ? true : throw new LineException("expected one 'thorough' line, found another");
                break;
            case "cut":
                Cut = Cut is null
                    ? CutHeader.Parse(line.Text, errors.At(line.Number))
                    : throw new LineException("expected one 'cut' line, found another");
                break;
        }
    }

    private void ReadNeeds(Words words)
    {
        if (Needs is not null)
            throw new LineException("expected one 'needs' line, found another");
        List<string> capabilities = [], without = [], hooks = [];
        var secondUser = false;
        if (words.IsAtEnd)
            throw LineException.Expected("capabilities ('IMAP4rev1' for none in particular), hook:NAME or user2", "");
        while (!words.IsAtEnd)
        {
            var word = words.Take("a capability").TrimEnd(',');
            if (word.StartsWith("hook:", StringComparison.Ordinal))
                hooks.Add(Hooks.Known(word["hook:".Length..]));
            else if (word.StartsWith("not:", StringComparison.Ordinal))
                without.Add(Capability(word["not:".Length..]));
            else if (word == "user2")
                secondUser = true;
            else
                capabilities.Add(Capability(word));
        }

        Needs = new Needs(capabilities, without, hooks, secondUser);
    }

    private static string Capability(string word) =>
        CapabilityName().IsMatch(word) ? word : throw LineException.Expected("a capability as the server spells it, hook:NAME, not:CAPABILITY or user2", word);

    private void ReadMailbox(Words words, SourceLine at)
    {
        const string Expected = "'mailbox [NAME] N messages [shifted]' or 'mailbox NAME absent'";
        var name = "mailbox";
        if (words.Peek.Length > 0 && !char.IsAsciiDigit(words.Peek[0]) && words.Peek != "absent")
        {
            name = words.Take(Expected);
            if (!VariableWord().IsMatch(name))
                throw LineException.Expected("a mailbox's name in the scenario: letters and digits", name);
        }

        MailboxFixture fixture;
        if (words.TryTake("absent"))
        {
            fixture = new MailboxFixture(name, 0, Shifted: false, Absent: true, at);
        }
        else
        {
            var messages = words.Number("a number of messages", 0, 10_000);
            words.Require("messages", "message");
            fixture = new MailboxFixture(name, messages, words.TryTake("shifted"), Absent: false, at);
        }

        if (!words.IsAtEnd)
            throw LineException.Expected(Expected, words.Rest);
        if (mailboxes.Any(m => m.Name == name))
            throw new LineException($"expected another name, found a second mailbox ${name}");
        mailboxes.Add(fixture);
    }

    private void ReadSession(Words words)
    {
        var session = words.Session();
        words.Require("user2");
        words.End();
        if (!sessionUsers.TryAdd(session, 2))
            throw new LineException($"expected one 'session {session}' line, found another");
    }

    private void ReadDeadline(Words words)
    {
        var text = words.Take("a duration such as 20s");
        words.End();
        if (Deadline is not null)
            throw new LineException("expected one 'deadline' line, found another");
        if (!text.EndsWith('s')
            || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds is < 1 or > 600)
            throw LineException.Expected("a duration in seconds, 1s to 600s", text);
        Deadline = TimeSpan.FromSeconds(seconds);
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9+=.:/-]*$")]
    private static partial Regex CapabilityName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$")]
    private static partial Regex VariableWord();
}
