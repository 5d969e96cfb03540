Console.WriteLine("registers | ingest | exports");
