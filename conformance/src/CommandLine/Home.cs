namespace Conformance.CommandLine;

/// <summary>Where the project's data lies: <c>scenarios/</c>, and the reference server's binary.</summary>
public static class Home
{
    /// <summary>The folder that holds <c>scenarios/</c>: CONFORMANCE_HOME, or the nearest one above the program.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static string Directory
    {
        get
        {
            if (Environment.GetEnvironmentVariable("CONFORMANCE_HOME") is { Length: > 0 } set)
                return System.IO.Directory.Exists(Path.Combine(set, "scenarios")) ? set : throw new UsageException($"CONFORMANCE_HOME is {set}, where no folder scenarios/ is");
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (System.IO.Directory.Exists(Path.Combine(folder.FullName, "scenarios", "grammar")))
                    return folder.FullName;
            }

            throw new UsageException("the folder scenarios/ was not found above the program; set CONFORMANCE_HOME to the project's folder");
        }
    }

    public static string Scenarios => Path.Combine(Directory, "scenarios");

    public static string Grammar => Path.Combine(Scenarios, "grammar");
}
