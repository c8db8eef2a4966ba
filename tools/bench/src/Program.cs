using System.CommandLine;
using Bench;

// Ctrl-C is handled where the mailboxes are removed, which may take longer than the library's two seconds.
return await CommandLine.Create(Console.Out, Console.Error).Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
