using System.Text.RegularExpressions;

namespace Bench.Running;

/// <summary>Names with <c>*</c> and <c>?</c>; a name's leading part up to a slash stands for all below it.</summary>
public static class Glob
{
    public static bool Matches(string glob, string name)
    {
        var pattern = Regex.Escape(glob).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);
        return Regex.IsMatch(name, $"^{pattern}(/.*)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
    }
}
