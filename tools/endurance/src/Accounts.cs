namespace Endurance;

/// <summary>The one account of the server under test; it exists only in a temporary directory.</summary>
public static class Accounts
{
    public const string User = "endurance";
    public const string Password = "endurance";
}
