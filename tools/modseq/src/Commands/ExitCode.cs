namespace Inspector.Commands;

internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>check: findings. decode: no log there has the mod-sequence.</summary>
    public const int Findings = 1;
    public const int Unreadable = 3;
    public const int Usage = 4;
}
