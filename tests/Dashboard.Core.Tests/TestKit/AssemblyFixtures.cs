using Dashboard.TestKit;

[assembly: AssemblyFixture(typeof(Databases))]
