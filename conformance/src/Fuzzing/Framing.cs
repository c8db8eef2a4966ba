namespace Conformance.Fuzzing;

/// <summary>How a server has to cut a command: the sizes of its literals, in order, and whether the lines end where the command does.</summary>
internal static class Framing
{
    /// <summary>Stands behind what is no single whole command.</summary>
    public const long NotOne = -2;

    /// <summary>Literal sizes, -1 before a non-synchronising one; ends with <see cref="NotOne"/> where lines are left over or missing.</summary>
    public static List<long> Of(ReadOnlySpan<byte> command)
    {
        var sizes = new List<long>();
        while (true)
        {
            var lf = command.IndexOf((byte)'\n');
            if (lf < 1 || command[lf - 1] != '\r' || command[..(lf - 1)].Contains((byte)'\r'))
            {
                sizes.Add(NotOne);
                return sizes;
            }
            var line = command[..(lf - 1)];
            command = command[(lf + 1)..];
            if (!Announces(line, out var size, out var waits))
            {
                if (!command.IsEmpty)
                    sizes.Add(NotOne);
                return sizes;
            }
            if (!waits)
                sizes.Add(-1);
            sizes.Add(size);
            if (size > command.Length)
            {
                sizes.Add(NotOne);
                return sizes;
            }
            command = command[(int)size..];
        }
    }

    private static bool Announces(ReadOnlySpan<byte> line, out long size, out bool waits)
    {
        size = 0;
        waits = true;
        if (line.IsEmpty || line[^1] != '}')
            return false;
        var digits = line[..^1];
        if (digits.EndsWith("+"u8))
        {
            waits = false;
            digits = digits[..^1];
        }
        var brace = digits.LastIndexOf((byte)'{');
        return brace >= 0 && brace < digits.Length - 1 && digits[(brace + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && long.TryParse(digits[(brace + 1)..], out size);
    }
}
