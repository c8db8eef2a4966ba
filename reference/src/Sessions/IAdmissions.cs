namespace Reference.Sessions;

/// <summary>Counts who is logged in, so that one user cannot take all connections.</summary>
public interface IAdmissions
{
    /// <returns>False when the user has as many connections as one may have; then nothing was counted.</returns>
    bool TryEnter(string user);

    /// <summary>Takes back one <see cref="TryEnter"/> that was true.</summary>
    void Leave(string user);
}
