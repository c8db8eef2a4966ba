using Reference.Searching;
using Reference.Store;

namespace Reference.Tests.Searching;

public sealed class SearchKeyTests
{
    private static readonly DateOnly SixthOfMay = new(2024, 5, 6);

    public static TheoryData<string, SystemFlags, bool> Flags => new()
    {
        { "ANSWERED", SystemFlags.Answered, true },
        { "ANSWERED", SystemFlags.Seen | SystemFlags.Deleted, false },
        { "DELETED", SystemFlags.Deleted | SystemFlags.Seen, true },
        { "DRAFT", SystemFlags.Draft, true },
        { "FLAGGED", SystemFlags.Flagged, true },
        { "SEEN", SystemFlags.Seen, true },
        { "SEEN", SystemFlags.None, false },
        { "UNANSWERED", SystemFlags.None, true },
        { "UNDELETED", SystemFlags.Deleted, false },
        { "UNDRAFT", SystemFlags.Seen, true },
        { "UNFLAGGED", SystemFlags.Flagged, false },
        { "UNSEEN", SystemFlags.Answered, true },
        { "ALL", SystemFlags.None, true },
    };

    [Theory]
    [MemberData(nameof(Flags))]
    public void Flag_keys_look_at_their_flag_alone(string name, SystemFlags flags, bool expected)
    {
        var key = name switch
        {
            "ANSWERED" => SearchKey.Answered,
            "DELETED" => SearchKey.Deleted,
            "DRAFT" => SearchKey.Draft,
            "FLAGGED" => SearchKey.Flagged,
            "SEEN" => SearchKey.Seen,
            "UNANSWERED" => SearchKey.Unanswered,
            "UNDELETED" => SearchKey.Undeleted,
            "UNDRAFT" => SearchKey.Undraft,
            "UNFLAGGED" => SearchKey.Unflagged,
            "UNSEEN" => SearchKey.Unseen,
            _ => SearchKey.All,
        };
        Assert.Equal(expected, key.Matches(new FakeMessage { Flags = flags }));
    }

    [Theory]
    [InlineData(true, false, true, true, false)]
    [InlineData(true, true, false, true, false)]
    [InlineData(false, false, false, false, true)]
    public void New_is_recent_and_unseen(bool recent, bool seen, bool isNew, bool isRecent, bool isOld)
    {
        var message = new FakeMessage { Recent = recent, Flags = seen ? SystemFlags.Seen : SystemFlags.None };
        Assert.Equal(isNew, SearchKey.New.Matches(message));
        Assert.Equal(isRecent, SearchKey.Recent.Matches(message));
        Assert.Equal(isOld, SearchKey.Old.Matches(message));
    }

    [Fact]
    public void Keywords_are_compared_without_case()
    {
        var message = new FakeMessage { Keywords = KeywordSet.Create(["$Forwarded"]) };
        Assert.True(new KeywordKey("$forwarded", true).Matches(message));
        Assert.False(new KeywordKey("$FORWARDED", false).Matches(message));
        Assert.True(new KeywordKey("$Junk", false).Matches(message));
    }

    [Fact]
    public void Sizes_are_strict()
    {
        var message = new FakeMessage { Size = 1000 };
        Assert.False(new LargerKey(1000).Matches(message));
        Assert.True(new LargerKey(999).Matches(message));
        Assert.False(new SmallerKey(1000).Matches(message));
        Assert.True(new SmallerKey(1001).Matches(message));
    }

    [Theory]
    [InlineData(DateRelation.Before, -1, false)]
    [InlineData(DateRelation.Before, 0, false)]
    [InlineData(DateRelation.Before, 1, true)]
    [InlineData(DateRelation.On, -1, false)]
    [InlineData(DateRelation.On, 0, true)]
    [InlineData(DateRelation.On, 1, false)]
    [InlineData(DateRelation.Since, -1, true)]
    [InlineData(DateRelation.Since, 0, true)]
    [InlineData(DateRelation.Since, 1, false)]
    public void Dates_are_days_without_time_and_zone(DateRelation relation, int daysLater, bool expected)
    {
        // In UTC the internal date is the 7th and the sent date the 5th of May; as written both are the 6th.
        var day = SixthOfMay.AddDays(daysLater);
        Assert.Equal(expected, new InternalDateKey(relation, day).Matches(new FakeMessage()));
        Assert.Equal(expected, new SentDateKey(relation, day).Matches(new FakeMessage()));
    }

    [Fact]
    public void Without_a_date_field_no_sent_key_matches()
    {
        var message = new FakeMessage { Text = "Subject: x\n\n" };
        Assert.All(Enum.GetValues<DateRelation>(), relation => Assert.False(new SentDateKey(relation, SixthOfMay).Matches(message)));
    }

    [Fact]
    public void MODSEQ_is_at_least()
    {
        var message = new FakeMessage { ModSeq = 500 };
        Assert.True(new ModSeqKey(0).Matches(message));
        Assert.True(new ModSeqKey(500).Matches(message));
        Assert.True(new ModSeqKey(500, "/flags/\\draft", ModSeqEntryType.Private).Matches(message));
        Assert.False(new ModSeqKey(501).Matches(message));
    }

    [Fact]
    public void Text_keys_look_where_they_say()
    {
        var message = new FakeMessage();
        Assert.True(new AddressKey("From", "FRED@").Matches(message));
        Assert.False(new AddressKey("To", "fred").Matches(message));
        Assert.True(new HeaderKey("subject", "ELL").Matches(message));
        Assert.True(new HeaderKey("X-Empty", "").Matches(message));
        Assert.False(new HeaderKey("X-Missing", "").Matches(message));
        Assert.True(new BodyKey("BODY").Matches(message));
        Assert.False(new BodyKey("hello").Matches(message));
        Assert.True(new TextKey("hello").Matches(message));
    }

    [Fact]
    public void Keys_combine()
    {
        var message = new FakeMessage { Flags = SystemFlags.Seen };
        var no = SearchKey.Flagged;
        Assert.False(new NotKey(SearchKey.Seen).Matches(message));
        Assert.True(new NotKey(no).Matches(message));
        Assert.True(new OrKey(no, SearchKey.Seen).Matches(message));
        Assert.True(new OrKey(SearchKey.Seen, no).Matches(message));
        Assert.False(new OrKey(no, no).Matches(message));
        Assert.True(new AndKey([SearchKey.All, SearchKey.Seen]).Matches(message));
        Assert.False(new AndKey([SearchKey.Seen, no]).Matches(message));
        Assert.True(new AndKey([]).Matches(message));
    }

    [Fact]
    public void Content_is_read_only_if_nothing_else_decides()
    {
        var message = new FakeMessage { Flags = SystemFlags.Seen };
        var content = new BodyKey("body");
        Assert.False(new AndKey([content, SearchKey.Flagged]).Matches(message));
        Assert.True(new OrKey(content, SearchKey.Seen).Matches(message));
        Assert.False(new NotKey(new OrKey(content, SearchKey.Seen)).Matches(message));
        Assert.Equal(0, message.Reads);
        Assert.Null(new AndKey([content, SearchKey.Seen]).MatchesWithoutContent(message));
        Assert.True(new AndKey([content, SearchKey.Seen, content]).Matches(message));
        Assert.Equal(1, message.Reads);
    }

    [Fact]
    public void A_message_that_is_gone_matches_no_key_on_content_nor_its_opposite()
    {
        var gone = new FakeMessage { Text = null };
        Assert.False(new BodyKey("").Matches(gone));
        Assert.False(new NotKey(new BodyKey("body")).Matches(gone));
        Assert.True(new OrKey(new BodyKey("body"), SearchKey.All).Matches(gone));
    }

    [Fact]
    public void What_a_key_uses_is_seen_from_outside()
    {
        var modSeq = new ModSeqKey(1);
        var sequence = new SequenceSetKey(new([(1, 2)]));
        var uid = new UidKey(new([(1, 2)]));
        var text = new TextKey("x");
        Assert.All(Around(modSeq), key => Assert.Equal((true, false, false), (key.UsesModSeq, key.UsesSequenceNumbers, key.NeedsContent)));
        Assert.All(Around(sequence), key => Assert.Equal((false, true, false), (key.UsesModSeq, key.UsesSequenceNumbers, key.NeedsContent)));
        Assert.All(Around(text), key => Assert.Equal((false, false, true), (key.UsesModSeq, key.UsesSequenceNumbers, key.NeedsContent)));
        Assert.All(Around(uid), key => Assert.Equal((false, false, false), (key.UsesModSeq, key.UsesSequenceNumbers, key.NeedsContent)));
    }

    private static SearchKey[] Around(SearchKey key) =>
        [key, new NotKey(key), new OrKey(key, SearchKey.All), new OrKey(SearchKey.All, key), new AndKey([SearchKey.All, key])];
}
