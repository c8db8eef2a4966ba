namespace Conformance.Tests.Scenarios;

/// <summary>Where the scenarios stand, found from the test's own place upwards.</summary>
internal static class Folders
{
    public static string Scenarios { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Conformance.sln")))
                return Path.Combine(folder.FullName, "scenarios");
        }

        throw new DirectoryNotFoundException("no folder above the tests has Conformance.sln");
    }
}
