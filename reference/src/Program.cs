using Reference.Serving;

return await CommandLine.Create(Console.In, Console.Out, Console.Error).Parse(args).InvokeAsync();
