using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Dashboard.Core.Data;

namespace Dashboard.TestKit;

/// <summary>One run of a theory for each database the application runs on: <c>[Theory, ClassData(typeof(EachDatabase))]</c>.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Reads as a sentence in the attribute, which is its only use.")]
public sealed class EachDatabase : IEnumerable<object[]>
{
    public IEnumerator<object[]> GetEnumerator() =>
        Enum.GetValues<DatabaseProvider>().Select(provider => new object[] { provider }).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
