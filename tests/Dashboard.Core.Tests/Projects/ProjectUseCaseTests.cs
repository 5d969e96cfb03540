using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Projects;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Projects;

public sealed class ProjectUseCaseTests(Databases databases)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly NewProject Shop = new(1254, "Shop", "https://gate.example.com/", "first-secret");

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Add_NewProject_TakesItsCallbacksAndIsOnRecordWithoutTheSecret(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);

        Assert.Empty(await core.Get<AddProject>().HandleAsync(Actor.CommandLine, Shop, Stop));

        Assert.Equal(IntakeAnswer.Stored, await core.ReceiveAsync(PlatformCallback.Sale("P-1", 100, "EUR").Project(1254).Sign("first-secret")));
        await using var context = core.OpenContext();
        var line = await context.AuditEntries.SingleAsync(entry => entry.Action == "project.add", Stop);
        Assert.DoesNotContain("first-secret", line.Detail, StringComparison.Ordinal);
        Assert.Null((await core.Get<AuditLog>().VerifyAsync(Stop)).BrokenAt);
    }

    [Fact]
    public async Task Add_SameIdAgain_IsRefused()
    {
        await using var core = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite);
        var add = core.Get<AddProject>();
        Assert.Empty(await add.HandleAsync(Actor.CommandLine, Shop, Stop));

        Assert.StartsWith("id: ", Assert.Single(await add.HandleAsync(Actor.CommandLine, Shop, Stop)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "n", "https://x.example", "s", "id: ")]
    [InlineData(1, " ", "https://x.example", "s", "name: ")]
    [InlineData(1, "n", "http://gate.example.com", "s", "gate-url: ")]
    [InlineData(1, "n", "ftp://x.example", "s", "gate-url: ")]
    [InlineData(1, "n", "https://x.example", "", "secret: ")]
    [InlineData(1, "n", "https://x.example", "a\tb", "secret: ")]
    public async Task Add_WrongInput_IsToldByItsField(long id, string name, string url, string secret, string fault)
    {
        await using var core = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite);

        var faults = await core.Get<AddProject>().HandleAsync(Actor.CommandLine, new NewProject(id, name, url, secret), Stop);

        Assert.StartsWith(fault, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, IntakeAnswer.Stored)]
    [InlineData(0, IntakeAnswer.Forbidden)]
    public async Task Rotate_OldKey_IsAcceptedAsLongAsAskedFor(int keepDays, IntakeAnswer expected)
    {
        var clock = new ManualTimeProvider();
        await using var core = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite, clock);

        Assert.Empty(await core.Get<RotateSecret>().HandleAsync(Actor.CommandLine, 386, "second-secret", keepDays, Stop));

        Assert.Equal(expected, await core.ReceiveAsync(PlatformCallback.Sale("P-1", 100, "EUR")));
        Assert.Equal(IntakeAnswer.Stored, await core.ReceiveAsync(PlatformCallback.Sale("P-2", 100, "EUR").Sign("second-secret")));
        clock.Advance(TimeSpan.FromDays(keepDays) + TimeSpan.FromMinutes(1));
        Assert.Equal(IntakeAnswer.Forbidden, await core.ReceiveAsync(PlatformCallback.Sale("P-3", 100, "EUR")));
    }
}
