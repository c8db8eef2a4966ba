using System.Text;
using System.Text.Json;
using Inspector.Commands;

namespace Inspector.Tests;

/// <summary>Runs the tool in this process, as its command line does.</summary>
internal static class Tool
{
    public static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error, raw) = (new StringWriter(), new StringWriter(), new MemoryStream());
        var exit = await new CommandLine(output, error, () => raw).RunAsync(arguments, CancellationToken.None);
        return (exit, output + Encoding.UTF8.GetString(raw.ToArray()), error.ToString());
    }

    public static async Task<JsonElement> DumpAsync(string path)
    {
        var (exit, output, error) = await RunAsync("dump", "--json", path);
        Assert.True(exit == 0, error + output);
        using var document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }
}

/// <summary>A directory of its own, with a space in its name.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory() => Directory.CreateDirectory(Root);

    public string Root { get; } = Path.Combine(Path.GetTempPath(), "modseq test " + Path.GetRandomFileName());

    public string File(string name) => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>Copies files of another directory, which may be in use.</summary>
    public void CopyFrom(string directory, string pattern = "*")
    {
        foreach (var path in Directory.EnumerateFiles(directory, pattern))
        {
            using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = System.IO.File.Create(File(Path.GetFileName(path)));
            source.CopyTo(target);
        }
    }
}
