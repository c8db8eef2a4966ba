namespace Endurance.Mixed;

/// <summary>What one mixed run is asked to do.</summary>
/// <param name="Server">The server's executable, or its .dll.</param>
/// <param name="Length">How long the load lasts, checkpoints and restarts included.</param>
/// <param name="Sessions">Sessions at the same time.</param>
/// <param name="Users">Users whose mailboxes they share.</param>
/// <param name="Mailboxes">Mailboxes of each user.</param>
/// <param name="Seed">Decides what is asked; how the sessions fall together is the machine's.</param>
/// <param name="CheckEvery">All sessions rest after so long, and everything is compared.</param>
/// <param name="KillEvery">The server is killed and started again about so often; null for never.</param>
/// <param name="PolitePercent">Stops that are SIGTERM instead of SIGKILL, of 100.</param>
/// <param name="Check">A shell command for each mailbox directory when the server is down, {dir} stands for it; or null.</param>
public sealed record MixedOptions(
    string Server, TimeSpan Length, int Sessions, int Users, int Mailboxes, int Seed, TimeSpan CheckEvery, TimeSpan? KillEvery, int PolitePercent,
    string? Check);
