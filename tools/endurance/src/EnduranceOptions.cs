namespace Endurance;

/// <summary>How often index files are deleted while the server is down.</summary>
public enum IndexDeletion
{
    Never,
    Sometimes,
    Every,
}

/// <summary>What one run is asked to do.</summary>
/// <param name="Server">The server's executable, or its .dll.</param>
/// <param name="Kills">Stops and restarts.</param>
/// <param name="Seed">Decides what the writers ask and when the server is killed; how the commands fall together is the machine's.</param>
/// <param name="Writers">Connections that change mailboxes.</param>
/// <param name="Mailboxes">Mailboxes that all writers share.</param>
/// <param name="PolitePercent">Stops that are SIGTERM instead of SIGKILL, of 100.</param>
/// <param name="DeleteIndex">Whether dovecot.index* are deleted while the server is down.</param>
/// <param name="Check">A shell command for each mailbox directory after each restart, {dir} stands for it; or null.</param>
/// <param name="Limit">The whole run ends after this time.</param>
public sealed record EnduranceOptions(
    string Server, int Kills, int Seed, int Writers, int Mailboxes, int PolitePercent, IndexDeletion DeleteIndex, string? Check,
    TimeSpan Limit);
