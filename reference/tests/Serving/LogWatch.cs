using System.Text;

namespace Reference.Tests.Serving;

/// <summary>Takes a log and tells when a text came up in it.</summary>
public sealed class LogWatch(string text) : TextWriter
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _all = new();

    public override Encoding Encoding => Encoding.UTF8;

    public Task Seen => _seen.Task;

    public string All
    {
        get
        {
            lock (_all) return _all.ToString();
        }
    }

    public override void WriteLine(string? value)
    {
        lock (_all) _all.AppendLine(value);
        if (value?.Contains(text, StringComparison.Ordinal) == true) _seen.TrySetResult();
    }
}
