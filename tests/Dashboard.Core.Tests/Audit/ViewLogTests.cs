using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Core.Tests.Payments;
using Dashboard.Core.Timeline;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Audit;

public sealed class ViewLogTests(Databases databases)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Actor Anna = new(Guid.Parse("00000000-0000-0000-0000-0000000000b1"), "anna", "10.0.0.7");
    private static readonly Actor Boris = new(Guid.Parse("00000000-0000-0000-0000-0000000000b2"), "boris");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task PaymentSeen_AgainWithinTheSpan_IsOneLineForEachPersonAndPayment(DatabaseProvider provider)
    {
        var clock = new ManualTimeProvider(Start);
        await using var core = await Receiver.StartAsync(databases, provider, clock);
        var views = core.Get<ViewLog>();

        views.PaymentSeen(Anna, 386, "EP-1");
        views.PaymentSeen(Anna, 386, "EP-1");
        await views.WriteAsync(Stop);
        clock.Advance(ViewLog.Span - TimeSpan.FromSeconds(1));
        views.PaymentSeen(Anna, 386, "EP-1");
        views.PaymentSeen(Anna, 386, "EP-2");
        views.PaymentSeen(Boris, 386, "EP-1");
        await views.WriteAsync(Stop);
        clock.Advance(TimeSpan.FromSeconds(2));
        views.PaymentSeen(Anna, 386, "EP-1");
        await views.WriteAsync(Stop);

        Assert.Equal(
            ["anna payment 386/EP-1", "anna payment 386/EP-2", "boris payment 386/EP-1", "anna payment 386/EP-1"],
            (await LinesAsync(core)).Select(line => $"{line.Actor} {line.Subject}"));
        var first = (await LinesAsync(core))[0];
        Assert.Equal(("payment.viewed", AuditResult.Done, Anna.UserId, "10.0.0.7", 386L), (first.Action, first.Result, first.UserId, first.SourceAddress, first.ProjectId!.Value));
        Assert.Equal(new AuditVerification(4, null), await core.Get<AuditLog>().VerifyAsync(Stop));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task PaymentSeen_InAnotherProcess_IsTheSameLook(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        var other = core.CreateAnother().GetRequiredService<ViewLog>();
        core.Get<ViewLog>().PaymentSeen(Anna, 386, "EP-1");
        await core.Get<ViewLog>().WriteAsync(Stop);
        other.PaymentSeen(Anna, 386, "EP-1");
        await other.WriteAsync(Stop);
        Assert.Single(await LinesAsync(core));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Stop_WhatStillWaits_IsWritten(DatabaseProvider provider)
    {
        // The clock stands: without the stop nothing would be written.
        await using var core = await Receiver.StartAsync(databases, provider, new ManualTimeProvider(Start));
        var views = core.Get<ViewLog>();
        await views.StartAsync(Stop);
        for (var number = 0; number < 250; number++)
            views.PaymentSeen(Anna, 386, $"EP-{number}");
        Assert.Empty(await LinesAsync(core));

        await views.StopAsync(Stop);

        Assert.Equal(250, (await LinesAsync(core)).Count);
    }

    [Theory(Timeout = 60_000), ClassData(typeof(EachDatabase))]
    public async Task Running_GathersForASecondAndWrites(DatabaseProvider provider)
    {
        var clock = new ManualTimeProvider(Start);
        await using var core = await Receiver.StartAsync(databases, provider, clock);
        var views = core.Get<ViewLog>();
        await views.StartAsync(Stop);
        views.PaymentSeen(Anna, 386, "EP-1");
        views.PaymentSeen(Boris, 386, "EP-1");
        // Nobody asks for it: only the second that passes writes them.
        while ((await LinesAsync(core)).Count < 2)
            clock.Advance(TimeSpan.FromSeconds(1));
        await views.StopAsync(Stop);
        Assert.Equal(2, (await LinesAsync(core)).Count);
    }

    [Fact]
    public async Task Seen_ByNobodyInPerson_IsNoLine()
    {
        await using var core = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite);
        core.Get<ViewLog>().PaymentSeen(Actor.CommandLine, 386, "EP-1");
        core.Get<ViewLog>().CallbackSeen(Actor.System, 386, 1);
        await core.Get<ViewLog>().WriteAsync(Stop);
        Assert.Empty(await LinesAsync(core));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Body_LookedAt_IsALineOfItsOwn(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-1", Start));
        var support = await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, 386);
        var finance = await PaymentQueriesTests.AddPersonAsync(core, Roles.Finance, 386);
        var message = Assert.Single(await core.EventsAsync());

        Assert.NotNull(await core.Get<CallbackQueries>().BodyAsync(support, message.Id, Stop));
        // What was not shown was not seen.
        Assert.Null(await core.Get<CallbackQueries>().BodyAsync(finance, message.Id, Stop));
        await core.Get<ViewLog>().WriteAsync(Stop);

        var line = Assert.Single(await LinesAsync(core));
        Assert.Equal(("callback.viewed", $"callback {message.Id}", support.UserId), (line.Action, line.Subject, line.UserId));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Looks_AreInTheAuditOfAPaymentAndNeverInItsTimeline(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-1", Start));
        var support = await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, 386);
        var auditor = await PaymentQueriesTests.AddPersonAsync(core, Roles.Auditor, 386);
        var elsewhere = await PaymentQueriesTests.AddPersonAsync(core, Roles.Auditor, 402);
        var views = core.Get<ViewLog>();
        views.PaymentSeen(support with { SourceAddress = "10.0.0.7" }, 386, "EP-1");
        await core.Get<CallbackQueries>().BodyAsync(support, 1, Stop);
        await views.WriteAsync(Stop);
        await core.Get<RevealAccount>().HandleAsync(support, 386, "EP-1", "Curious", Stop);
        var row = (await core.Get<PaymentQueries>().FindAsync(auditor, 386, "EP-1", Stop))!.Row;
        var timelines = core.Get<TimelineQueries>();

        var audit = await timelines.AuditAsync(auditor, row, Stop);
        Assert.Equal(
            ["account.reveal Refused Curious", "callback.viewed Done ", "payment.viewed Done "],
            audit.Rows.Select(line => $"{line.Action} {line.Result} {line.Words}"));
        Assert.Equal("10.0.0.7", audit.Rows[^1].SourceAddress);
        Assert.Empty((await timelines.AuditAsync(support, row, Stop)).Rows);
        Assert.Empty((await timelines.AuditAsync(elsewhere, row, Stop)).Rows);
        var story = await timelines.ReadAsync(auditor, row, Stop);
        Assert.Equal(["account.reveal"], story.Timeline.Steps.Select(step => step.Entry).OfType<TimelineAction>().Select(line => line.Action));
    }

    private static async Task<List<AuditEntry>> LinesAsync(Receiver core)
    {
        await using var context = core.OpenContext();
        return await context.AuditEntries.AsNoTracking().Where(line => ViewLog.Verbs.Contains(line.Action)).OrderBy(line => line.Id).ToListAsync(Stop);
    }
}
