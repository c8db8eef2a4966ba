namespace Inspector.Format;

/// <summary>A file cannot be read as what it should be: which one, at what offset, and why.</summary>
internal sealed class UnreadableException(string file, long offset, string reason)
    : Exception($"{file}, offset {offset}: {reason}");
