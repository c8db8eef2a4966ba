namespace Endurance.Mixed;

/// <summary>One user of the server under test, and the mailboxes that the user's sessions share.</summary>
public sealed record User(int Number, IReadOnlyList<Box> Boxes)
{
    public string Name => $"user{Number}";

    /// <summary>It guards a temporary directory.</summary>
    public const string Password = "mixed";
}
