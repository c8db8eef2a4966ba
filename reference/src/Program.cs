using System.CommandLine;
using Reference.Serving;

// serve has its own signal handling; the library's would end the process beside it, with another exit code.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await CommandLine.Create(Console.In, Console.Out, Console.Error).Parse(args).InvokeAsync(configuration);
