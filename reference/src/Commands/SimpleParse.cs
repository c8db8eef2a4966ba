using Reference.Wire;

namespace Reference.Commands;

/// <summary>For commands without arguments.</summary>
internal static class SimpleParse
{
    public static Func<CommandScanner, Command> Of(Command command) => scanner =>
    {
        scanner.End();
        return command;
    };
}
