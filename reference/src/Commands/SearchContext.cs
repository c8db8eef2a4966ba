using Reference.Mime;
using Reference.Searching;
using Reference.Sessions;
using Reference.Store;

namespace Reference.Commands;

/// <summary>One message of the view as a search sees it; moved from message to message.</summary>
internal sealed class SearchContext(Session session, SelectedMailbox selected, CancellationToken cancellation) : ISearchContext
{
    private readonly HashSet<uint> _saved = [.. session.SavedResult];
    private Message _message;
    private ParsedMessage? _content;
    private bool _read;

    public int SequenceNumber { get; private set; }

    public uint Uid => _message.Uid;

    public SystemFlags Flags => _message.Flags;

    public KeywordSet Keywords => _message.Keywords;

    public ulong ModSeq => _message.ModSeq;

    public DateTimeOffset Now { get; } = session.Clock.GetUtcNow();

    public DateTimeOffset InternalDate => _message.InternalDate;

    public uint Size => _message.Size;

    public bool Recent => selected.IsRecent(_message.Uid);

    public uint MaxSequenceNumber { get; } = (uint)selected.View.Count;

    public uint MaxUid { get; } = selected.View.LargestUid;

    /// <summary>"$" has this message.</summary>
    public bool IsSaved => _saved.Contains(_message.Uid);

    public ParsedMessage? Content
    {
        get
        {
            if (!_read)
            {
                _read = true;
                // The keys are evaluated in one go; a local file is read in less time than a thread change takes.
                var octets = selected.Mailbox.ReadAsync(_message, cancellation).AsTask().GetAwaiter().GetResult();
                _content = octets is { } read ? ParsedMessage.Parse(read) : null;
            }
            return _content;
        }
    }

    public void Move(int number, Message message)
    {
        SequenceNumber = number;
        _message = message;
        _read = false;
        _content = null;
    }
}

/// <summary>"$" as a search key (RFC 5182 section 2.1); as a set of message numbers it withholds expunges like any other.</summary>
internal sealed record SavedResultKey(bool AsNumbers) : SearchKey
{
    public override bool UsesSequenceNumbers => AsNumbers;

    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) => ((SearchContext)context).IsSaved;
}
