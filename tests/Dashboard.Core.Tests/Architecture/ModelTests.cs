using Dashboard.Core.Data;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Dashboard.Core.Tests.Architecture;

/// <summary>What the rules ask of every table, read from the model itself.</summary>
public sealed class ModelTests(Databases databases)
{
    private static readonly HashSet<Type> Forbidden = [typeof(float), typeof(double), typeof(decimal), typeof(DateTime)];

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Columns_MoneyAndInstants_AreWholeNumbers(DatabaseProvider provider)
    {
        await using var database = await databases.CreateEmptyAsync(provider, TestContext.Current.CancellationToken);
        await using var context = database.OpenContext();
        var properties = context.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).ToList();

        Assert.Empty(properties.Where(property => Forbidden.Contains(Stored(property))).Select(Describe));
        var instants = properties.Where(property => Clr(property) == typeof(DateTimeOffset)).ToList();
        Assert.NotEmpty(instants);
        Assert.Empty(instants.Where(property => Stored(property) != typeof(long)).Select(Describe));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Model_Migrations_AreUpToDate(DatabaseProvider provider)
    {
        await using var database = await databases.CreateEmptyAsync(provider, TestContext.Current.CancellationToken);
        await using var context = database.OpenContext();

        Assert.False(context.Database.HasPendingModelChanges(),
            $"The model has changed since the last migration for {provider}: add one for both databases (docs/operations.md).");
    }

    [Fact]
    public async Task Tables_BothDatabases_AreTheSame()
    {
        await using var sqlite = await databases.CreateEmptyAsync(DatabaseProvider.Sqlite, TestContext.Current.CancellationToken);
        await using var postgres = await databases.CreateEmptyAsync(DatabaseProvider.PostgreSQL, TestContext.Current.CancellationToken);
        await using var one = sqlite.OpenContext();
        await using var other = postgres.OpenContext();

        Assert.Equal(Columns(one), Columns(other));
    }

    private static List<string> Columns(AppDbContext context) =>
        [.. context.Model.GetEntityTypes()
            .SelectMany(entity => entity.GetProperties().Select(property => $"{entity.GetTableName()}.{property.GetColumnName()} null:{property.IsNullable}"))
            .Order(StringComparer.Ordinal)];

    private static Type Clr(IReadOnlyProperty property) => Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;

    private static Type Stored(IProperty property)
    {
        var stored = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        return Nullable.GetUnderlyingType(stored) ?? stored;
    }

    private static string Describe(IProperty property) => $"{property.DeclaringType.ShortName()}.{property.Name} is stored as {Stored(property).Name}";
}
