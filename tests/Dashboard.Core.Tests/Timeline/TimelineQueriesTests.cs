using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Notes;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Payments;
using Dashboard.Core.Tests.Refunds;
using Dashboard.Core.Timeline;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Timeline;

public sealed class TimelineQueriesTests(Databases databases)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Read_PaymentThatWasRefunded_TellsItFromEverySource(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var anna = await PaymentQueriesTests.AddPersonAsync(world.Core, Roles.Support, 386);
        Assert.Null(await world.Core.Get<AddNote>().HandleAsync(anna, new AddNoteInput(Guid.CreateVersion7(), 386, RefundWorld.PaymentId, "Parcel came back"), Stop));
        var refund = await world.RequestedAsync(12000);
        await world.SendAsync(refund);
        await world.WaitForAsync(refund, RefundState.Succeeded);

        var story = await ReadAsync(world.Core, anna, RefundWorld.PaymentId);
        var lines = story.Timeline.Steps.Select(step => step.Entry).ToList();

        Assert.Equal("Parcel came back", Assert.Single(lines.OfType<TimelineNote>()).Row.Text);
        Assert.Equal(story.Callbacks.Rows.Count, lines.OfType<TimelineCallback>().Count());
        Assert.Equal(story.Operations.Select(row => row.Id).ToHashSet(), lines.OfType<TimelineOperation>().Select(line => line.Row.Id).ToHashSet());
        var actions = lines.OfType<TimelineAction>().Reverse().ToList();
        var asked = actions[0];
        Assert.Equal(("refund.request", true, refund, 12000L, "RUB", RefundReason.CustomerRequest),
            (asked.Action, asked.ByPerson, asked.RefundId, asked.Amount, asked.Currency, asked.Reason));
        Assert.Equal(RefundWorld.Operator.Name, asked.ActorName);
        Assert.Equal(RefundState.Sending, actions[1].To);
        Assert.Contains(actions, action => action is { Action: "refund.state", ByPerson: false, To: RefundState.Succeeded });
        // A note is a line of its own, not once more as an action.
        Assert.DoesNotContain(actions, action => action.Action == "note.add");
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Read_WhoLookedAndWhatWasRefused_IsForThoseWhoAudit(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider, projects: [386, 402]);
        await core.ReceiveAsync(PlatformCallback.Sale("EP-1", 5000, "EUR").At(Start).CreatedAt(Start));
        var support = await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, 386);
        var finance = await PaymentQueriesTests.AddPersonAsync(core, Roles.Finance, 386);
        var auditor = await PaymentQueriesTests.AddPersonAsync(core, Roles.Auditor, 386);
        var elsewhere = await PaymentQueriesTests.AddPersonAsync(core, Roles.Admin, 402);
        await core.Get<RevealAccount>().HandleAsync(finance, 386, "EP-1", "Chargeback 17", Stop);
        await core.Get<RevealAccount>().HandleAsync(support, 386, "EP-1", "Curious", Stop);
        var message = Assert.Single(await core.EventsAsync());
        await core.Get<RevealCallback>().HandleAsync(Actor.CommandLine, message.Id, "Dispute", Stop);

        Assert.Equal(["callback.reveal Done ", "account.reveal Done "], await ActionsAsync(support));
        Assert.Equal(["account.reveal Done Chargeback 17"], await ActionsAsync(finance));
        Assert.Equal(["callback.reveal Done Dispute", "account.reveal Refused Curious", "account.reveal Done Chargeback 17"], await ActionsAsync(auditor));

        var row = (await core.Get<PaymentQueries>().FindAsync(Actor.System, 386, "EP-1", Stop))!.Row;
        var hidden = await core.Get<TimelineQueries>().ReadAsync(elsewhere, row, Stop);
        Assert.Empty(hidden.Timeline.Steps);
        // Finance may not view callbacks: no line betrays them.
        Assert.DoesNotContain((await core.Get<TimelineQueries>().ReadAsync(finance, row, Stop)).Timeline.Steps, step => step.Entry is TimelineCallback);

        async Task<IEnumerable<string>> ActionsAsync(Actor actor) => (await ReadAsync(core, actor, "EP-1")).Timeline.Steps
            .Select(step => step.Entry).OfType<TimelineAction>().Select(action => $"{action.Action} {action.Result} {action.Words}");
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Read_StormOfCallbacks_IsCutWhereItIsNoLongerComplete(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        await core.ReceiveAsync(PlatformCallback.Sale("EP-1", 5000, "EUR").At(Start).CreatedAt(Start));
        await Task.WhenAll(Enumerable.Range(1, CallbackQueries.MostRows).Select(n =>
            core.ReceiveAsync(PlatformCallback.Sale("EP-1", 5000, "EUR").At(Start.AddSeconds(n)).CreatedAt(Start))));

        var story = await ReadAsync(core, Actor.System, "EP-1");

        Assert.True(story.Callbacks.More);
        Assert.Equal(story.Callbacks.Rows.Min(row => row.ReceivedAt), story.Timeline.CompleteFrom);
        Assert.Equal(CallbackQueries.MostRows, story.Timeline.Steps.Count(step => step.Entry is TimelineCallback));
        // The sale is older than what is complete; the list of operations still has it.
        Assert.DoesNotContain(story.Timeline.Steps, step => step.Entry is TimelineOperation);
        Assert.Single(story.Operations);
    }

    [Theory]
    [InlineData("awaiting 3ds result", true)]
    [InlineData("processing", true)]
    [InlineData("decline", false)]
    [InlineData("success", false)]
    public async Task Read_SomethingStillToCome_SaysHowLongNothingCame(string status, bool awaiting)
    {
        var clock = new ManualTimeProvider(Start);
        await using var core = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite, clock);
        await core.ReceiveAsync(PlatformCallback.Sale("EP-1", 5000, "EUR").At(Start).CreatedAt(Start).Status(status, status));
        clock.Advance(TimeSpan.FromHours(26));

        Assert.Equal(awaiting ? TimeSpan.FromHours(26) : null, (await ReadAsync(core, Actor.System, "EP-1")).Timeline.SilentFor);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"refund\":7,\"amount\":\"x\",\"to\":\"Nowhere\",\"currency\":null}")]
    public void Action_DetailNobodyKnows_IsLeftOut(string detail)
    {
        var action = ActionReader.Read(new AuditEntry { Id = 3, At = Start, Action = "refund.state", Actor = "system", Detail = detail }, withWords: true);
        Assert.Equal(new TimelineAction(Start, 3, "refund.state", AuditResult.Done, "system", false), action);
    }

    private static async Task<PaymentStory> ReadAsync(Receiver core, Actor actor, string paymentId)
    {
        var view = await core.Get<PaymentQueries>().FindAsync(actor, 386, paymentId, Stop);
        return await core.Get<TimelineQueries>().ReadAsync(actor, view!.Row, Stop);
    }
}
