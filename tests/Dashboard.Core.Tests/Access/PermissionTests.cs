using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Exports;
using Dashboard.Core.Notes;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Payments;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Access;

/// <summary>Who may do what, written out a second time: a change of the matrix has to be meant. And what each role is answered by the handlers themselves.</summary>
public sealed class PermissionTests(Databases databases)
{
    private const long Project = 386;
    private const long Foreign = 387;

    private static readonly Dictionary<string, string> Granted = new(StringComparer.Ordinal)
    {
        [Roles.Support] = "AskPlatform StartPayment ViewCallbacks ViewPayments WriteNotes",
        [Roles.Operator] = "AskPlatform RequestRefund RevealAccount StartPayment ViewCallbacks ViewPayments WriteNotes",
        [Roles.Finance] = "ApproveRefund AskPlatform Export RevealAccount StopRefunds ViewPayments WriteNotes",
        [Roles.Auditor] = "ViewAudit ViewCallbacks ViewPayments",
        [Roles.Admin] = "ApproveRefund AskPlatform Export ManageProjects ManageUsers ReapplyCallbacks RequestRefund RevealAccount StartPayment StopRefunds ViewAudit ViewCallbacks "
            + "ViewPayments WriteNotes",
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Matrix_EachRole_GrantsWhatIsWrittenHere()
    {
        Assert.Equal(Roles.All.Order(StringComparer.Ordinal), Granted.Keys.Order(StringComparer.Ordinal));
        foreach (var (role, permissions) in Granted)
        {
            Assert.Equal(permissions, string.Join(' ', Enum.GetValues<Permission>().Where(one => PermissionMatrix.Allows(role, one))
                .Select(one => one.ToString()).Order(StringComparer.Ordinal)));
        }
    }

    [Fact]
    public void Matrix_UnknownRole_GrantsNothing() =>
        Assert.DoesNotContain(Enum.GetValues<Permission>(), permission => PermissionMatrix.Allows("Manager", permission));

    [Theory]
    [InlineData(Roles.Support)]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Finance)]
    [InlineData(Roles.Auditor)]
    [InlineData(Roles.Admin)]
    [InlineData(null)]
    public async Task Handlers_EachRole_AnswerAsTheMatrixSays(string? role)
    {
        await using var core = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite);
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-1", DateTimeOffset.UnixEpoch.AddYears(56)).Operation(71).Account("411111******4242"));
        var person = role is null ? new Actor(Guid.NewGuid(), "stranger") : await PaymentQueriesTests.AddPersonAsync(core, role, Project);
        var expected = role is null ? [] : Granted[role].Split(' ');

        foreach (var (permission, allows) in Actions(core))
        {
            Assert.True(expected.Contains(permission.ToString()) == await allows(person, Project), $"{role ?? "nobody"}: {permission}");
            Assert.False(await allows(person, Foreign), $"{role ?? "nobody"}: {permission} in a project that is not theirs");
        }
    }

    /// <summary>One action for each right that a handler asks for, with whether it was allowed.</summary>
    private static List<(Permission Permission, Func<Actor, long, Task<bool>> Allows)> Actions(Receiver core) =>
    [
        (Permission.ViewPayments, async (actor, project) => await core.Get<PaymentQueries>().FindAsync(actor, project, "EP-1", Stop) is not null),
        (Permission.ViewCallbacks, async (actor, project) =>
            await core.Get<CallbackQueries>().BodyAsync(actor, 1, Stop) is not null && project == Project),
        (Permission.RevealAccount, async (actor, project) => (await core.Get<RevealAccount>().HandleAsync(actor, project, "EP-1", "The customer calls", Stop)).Allowed),
        (Permission.WriteNotes, async (actor, project) =>
            await core.Get<AddNote>().HandleAsync(actor, new AddNoteInput(Guid.CreateVersion7(), project, "EP-1", "Called back"), Stop) is null),
        (Permission.AskPlatform, async (actor, project) => await core.Get<AskAboutPayment>().HandleAsync(actor, project, "EP-1", Stop) is not AskedAnswer.Refused),
        (Permission.RequestRefund, async (actor, project) => await core.Get<RequestRefund>().HandleAsync(
            actor, new RequestRefundInput(Guid.CreateVersion7(), project, "EP-1", 100, "EUR", RefundReason.CustomerRequest, null, null, true), Stop)
            is not RequestRefundResult.Refused { Kind: RefundRefusalKind.NotAllowed }),
        (Permission.Export, async (actor, project) => await core.Get<Exporter>().OpenAsync(
            actor, ExportRequest.Of(new PaymentFilter { Projects = [project] }, ExportFormat.Csv, TimeZoneInfo.Utc), Stop) is { } scope && scope.Sees(project)),
        (Permission.StopRefunds, async (actor, project) => await core.Get<StopRefunds>().StopAsync(actor, project, "Something is wrong", Stop) is StopResult.Done),
    ];
}
