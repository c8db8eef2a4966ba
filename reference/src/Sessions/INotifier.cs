namespace Reference.Sessions;

/// <summary>What NOTIFY (RFC 5465) made of a session: what it is told, and that it is told at once.</summary>
public interface INotifier
{
    /// <summary>Events of the selected mailbox are told at all; the client may not want any (section 3.1).</summary>
    bool TellsSelected { get; }

    /// <summary>Changes of flags in the selected mailbox are told.</summary>
    bool TellsFlags { get; }

    /// <summary>SELECTED-DELAYED: expunges wait for a command that may tell them.</summary>
    bool DelaysExpunges { get; }

    /// <summary>Completes when something of the user's mail has changed. To be asked for before <see cref="TellAsync"/>.</summary>
    Task NextChange();

    /// <summary>Writes the difference between what was told and what is.</summary>
    /// <param name="session">The session.</param>
    /// <param name="mayTellExpunges">As for <see cref="Teller.Tell"/>.</param>
    /// <param name="ofOwnCommand">The command just run is one about messages: what it did itself is told whatever the client wants to know of others.</param>
    /// <param name="cancellation">Ends reading messages.</param>
    ValueTask TellAsync(Session session, bool mayTellExpunges, bool ofOwnCommand, CancellationToken cancellation);
}
