using Reference.Mime;
using Reference.Searching;
using Reference.Store;
using Reference.Tests.Mime;

namespace Reference.Tests.Searching;

/// <summary>A message for searches that counts how often its content is asked for.</summary>
internal sealed class FakeMessage : ISearchContext
{
    public int SequenceNumber { get; init; } = 2;

    public uint Uid { get; init; } = 20;

    public DateTimeOffset Now { get; init; } = new(2024, 5, 7, 12, 0, 0, TimeSpan.Zero);

    public SystemFlags Flags { get; init; }

    public KeywordSet Keywords { get; init; } = KeywordSet.Empty;

    public ulong ModSeq { get; init; } = 1;

    public DateTimeOffset InternalDate { get; init; } = new(2024, 5, 6, 23, 30, 0, TimeSpan.FromHours(-7));

    public uint Size { get; init; } = 1000;

    public bool Recent { get; init; }

    public uint MaxSequenceNumber { get; init; } = 3;

    public uint MaxUid { get; init; } = 30;

    public string? Text { get; init; } = "Date: Mon, 6 May 2024 00:10:00 +0900\nFrom: Fred <fred@example.com>\nSubject: hello\nX-Empty:\n\nbody\n";

    public int Reads { get; private set; }

    public ParsedMessage? Content
    {
        get
        {
            Reads++;
            return Text is null ? null : ParsedMessage.Parse(Sample.Octets(Text));
        }
    }
}
