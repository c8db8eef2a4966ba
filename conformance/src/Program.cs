using Conformance.CommandLine;

return await EntryPoint.RunAsync(args, Console.Out, Console.Error);
