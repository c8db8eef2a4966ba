Console.WriteLine("reference");
