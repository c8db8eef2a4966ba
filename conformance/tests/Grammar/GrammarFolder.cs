using System.Text;
using Conformance.Grammar;

namespace Conformance.Tests.Grammar;

/// <summary>The grammar files of the repository and one judge over them for all tests.</summary>
internal static class GrammarFolder
{
    public static readonly string Path = System.IO.Path.Combine(RepositoryRoot(), "scenarios", "grammar");

    public static readonly SyntaxJudge Judge = SyntaxJudge.Load(Path);

    /// <summary>A row of a table as octets: <c>⏎</c> stands for CRLF, and Latin-1 for octets above 127.</summary>
    public static byte[] Octets(string row) => Encoding.Latin1.GetBytes(row.Replace("⏎", "\r\n", StringComparison.Ordinal));

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory != null && !File.Exists(System.IO.Path.Combine(directory.FullName, "Conformance.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("Conformance.sln is in no parent folder of the tests.");
    }
}
