namespace Reference.Sessions;

/// <summary>A search that goes on telling how its result changes (RFC 5267 section 4.3), for as long as the mailbox is selected.</summary>
public interface ISearchUpdates
{
    /// <summary>The tag of the searching command, by which the client knows it.</summary>
    string Tag { get; }

    /// <summary>Results are told as UIDs.</summary>
    bool ByUid { get; }

    /// <summary>Tells which results are expunged; called before EXPUNGE is told, while their message numbers are still valid.</summary>
    void TellGone(Told told);

    /// <summary>Tells what else left the result and what came to it; called after EXISTS and FETCH.</summary>
    void TellChanged(Told told);
}
