using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Dashboard.TestKit;

/// <summary>The databases the application runs on. The names are the values of the setting <c>Database:Provider</c>.</summary>
public enum DatabaseKind
{
    Sqlite,
    PostgreSQL,
}

/// <summary>One run of a theory for each database: <c>[Theory, ClassData(typeof(EachDatabase))]</c>.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Reads as a sentence in the attribute, which is its only use.")]
public sealed class EachDatabase : IEnumerable<object[]>
{
    public IEnumerator<object[]> GetEnumerator() =>
        Enum.GetValues<DatabaseKind>().Select(kind => new object[] { kind }).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
