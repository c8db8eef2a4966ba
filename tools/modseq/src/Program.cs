using Inspector.Commands;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
await using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16);
try
{
    return await new CommandLine(output, Console.Error, Console.OpenStandardOutput).RunAsync(args, stop.Token);
}
catch (IOException e)
{
    // The reader of a pipe is gone (`| head`), or the disk that output goes to is full.
    Console.Error.WriteLine($"modseq: the output cannot be written: {e.Message}");
    return ExitCode.Unreadable;
}
