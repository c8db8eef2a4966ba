namespace Conformance.CommandLine;

/// <summary>Where passwords come from.</summary>
public static class Secrets
{
    /// <summary>The one that was given, in whichever way; null if none was.</summary>
    /// <exception cref="UsageException">Two ways at once, or the file cannot be read.</exception>
    public static string? Read(string? password, string? file, bool standardInput, TextReader input)
    {
        if ((password is null ? 0 : 1) + (file is null ? 0 : 1) + (standardInput ? 1 : 0) > 1)
            throw new UsageException("give the password in one way: --password, --password-file or --password-stdin");
        if (file is not null)
        {
            try
            {
                return File.ReadLines(file).FirstOrDefault() ?? throw new UsageException($"--password-file {file} is empty");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"--password-file {file}: {e.Message}");
            }
        }

        if (standardInput)
            return input.ReadLine() ?? throw new UsageException("--password-stdin: standard input is empty");
        return password;
    }
}
