using System.Security.Cryptography;
using System.Text;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Notes;
using Dashboard.Core.Tests.Payments;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Notes;

public sealed class NoteTests(Databases databases)
{
    private const string Words = "Customer called.\r\nPromised an answer \U0001F600";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Add_WithTheRight_IsKeptOnRecordAndTold(DatabaseProvider provider)
    {
        var clock = new ManualTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        await using var world = await StartAsync(provider, clock);
        var anna = await PaymentQueriesTests.AddPersonAsync(world, Roles.Support, 386);
        var told = new List<LiveChange>();
        using var listening = world.Get<LiveFeed>().Subscribe(told.AddRange);

        Assert.Null(await world.Get<AddNote>().HandleAsync(anna, Input(Words), Stop));

        // Another process on the same data reads the same.
        var note = Assert.Single((await world.CreateAnother().GetRequiredService<NoteQueries>().OfPaymentAsync(anna, await RowIdAsync(world), Stop)).Rows);
        const string kept = "Customer called.\nPromised an answer \U0001F600";
        Assert.Equal(("Anna", kept, clock.GetUtcNow(), null, true), (note.AuthorName, note.Text, note.WrittenAt, note.WithdrawnAt, note.IsOwn));
        var line = Assert.Single(await LinesAsync(world));
        Assert.Equal(("note.add", AuditResult.Done, "payment 386/EP-1", anna.UserId), (line.Action, line.Result, line.Subject, line.UserId));
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(kept))), line.Detail, StringComparison.Ordinal);
        Assert.Equal(("EP-1", 386L), (Assert.Single(told).PaymentId, told[0].ProjectId));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Add_SameFormSentAtOnceManyTimes_IsOneNote(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var anna = await PaymentQueriesTests.AddPersonAsync(world, Roles.Operator, 386);
        var input = Input("Once");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.Get<AddNote>().HandleAsync(anna, input, Stop)));

        Assert.All(answers, Assert.Null);
        Assert.Single((await world.Get<NoteQueries>().OfPaymentAsync(anna, await RowIdAsync(world), Stop)).Rows);
        Assert.Single(await LinesAsync(world));
        // The id of a note is no way to change it, or to pass for its author.
        Assert.Equal(NoteFault.NotAllowed, await world.Get<AddNote>().HandleAsync(anna, input with { Text = "Twice" }, Stop));
        var boris = await PaymentQueriesTests.AddPersonAsync(world, Roles.Operator, 386);
        Assert.Equal(NoteFault.NotAllowed, await world.Get<AddNote>().HandleAsync(boris, input, Stop));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Add_WithoutRightOrOutsideOnesProjects_IsRefusedOnRecord(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var reader = await PaymentQueriesTests.AddPersonAsync(world, Roles.Auditor, 386);
        var elsewhere = await PaymentQueriesTests.AddPersonAsync(world, Roles.Support, 402);

        foreach (var person in (Actor[])[reader, elsewhere, new Actor(null, "nobody")])
            Assert.Equal(NoteFault.NotAllowed, await world.Get<AddNote>().HandleAsync(person, Input("Hello"), Stop));
        Assert.Equal(NoteFault.NotAllowed, await world.Get<AddNote>().HandleAsync(elsewhere, Input("Hello") with { ProjectId = 402 }, Stop));

        Assert.Equal(Enumerable.Repeat(AuditResult.Refused, 4), (await LinesAsync(world)).Select(line => line.Result));
        Assert.Empty((await world.Get<NoteQueries>().OfPaymentAsync(reader, await RowIdAsync(world), Stop)).Rows);
    }

    public static TheoryData<string, NoteFault> Unfit => new()
    {
        { " \r\n\t ", NoteFault.Empty },
        { new string('x', PaymentNote.MostText + 1), NoteFault.TooLong },
        { "bell \a", NoteFault.NotText },
        { "nothing \0", NoteFault.NotText },
        { "paid with 4242 4242 4242 4242 today", NoteFault.CardNumber },
    };

    [Theory, MemberData(nameof(Unfit))]
    public async Task Add_UnfitText_IsRefusedWithTheReason(string text, NoteFault fault)
    {
        await using var world = await StartAsync(DatabaseProvider.Sqlite);

        Assert.Equal(fault, await world.Get<AddNote>().HandleAsync(Actor.System, Input(text), Stop));
        Assert.Empty((await world.Get<NoteQueries>().OfPaymentAsync(Actor.System, await RowIdAsync(world), Stop)).Rows);
    }

    /// <summary>Not a row of the theory: half a pair does not survive the way of an argument through the test host.</summary>
    [Fact]
    public Task Add_HalfAPair_IsRefusedWithTheReason() => Add_UnfitText_IsRefusedWithTheReason("half \ud83d", NoteFault.NotText);

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Add_AsLongAsAllowed_IsKeptWhole(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var text = string.Concat(Enumerable.Repeat("\U0001F600", PaymentNote.MostText / 2));

        Assert.Null(await world.Get<AddNote>().HandleAsync(Actor.System, Input("  " + text + "\n"), Stop));
        Assert.Equal(text, Assert.Single((await world.Get<NoteQueries>().OfPaymentAsync(Actor.System, await RowIdAsync(world), Stop)).Rows).Text);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Withdraw_ByItsAuthor_LeavesTheWordsAndOneLine(DatabaseProvider provider)
    {
        var clock = new ManualTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        await using var world = await StartAsync(provider, clock);
        var anna = await PaymentQueriesTests.AddPersonAsync(world, Roles.Support, 386);
        var boris = await PaymentQueriesTests.AddPersonAsync(world, Roles.Admin, 386);
        var input = Input("Wrong customer");
        Assert.Null(await world.Get<AddNote>().HandleAsync(anna, input, Stop));
        clock.Advance(TimeSpan.FromHours(1));

        Assert.False(await world.Get<WithdrawNote>().HandleAsync(boris, input.Id, Stop));
        Assert.False(await world.Get<WithdrawNote>().HandleAsync(Actor.System, input.Id, Stop));
        Assert.False(await world.Get<WithdrawNote>().HandleAsync(anna, Guid.NewGuid(), Stop));
        Assert.True(await world.Get<WithdrawNote>().HandleAsync(anna, input.Id, Stop));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await world.Get<WithdrawNote>().HandleAsync(anna, input.Id, Stop));

        var note = Assert.Single((await world.Get<NoteQueries>().OfPaymentAsync(boris, await RowIdAsync(world), Stop)).Rows);
        Assert.Equal(("Wrong customer", clock.GetUtcNow().AddHours(-1), false), (note.Text, note.WithdrawnAt, note.IsOwn));
        Assert.Equal(["note.add Done", "note.withdraw Refused", "note.withdraw Refused", "note.withdraw Refused", "note.withdraw Done"],
            (await LinesAsync(world)).Select(line => $"{line.Action} {line.Result}"));
        Assert.Null((await world.Get<AuditLog>().VerifyAsync(Stop)).BrokenAt);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task OfPayment_MoreThanAreShown_GivesTheNewestAndSaysSo(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var row = await RowIdAsync(world);
        await using (var context = world.OpenContext())
        {
            context.Notes.AddRange(Enumerable.Range(0, NoteQueries.MostRows + 1).Select(n => new PaymentNote
            {
                Id = Guid.CreateVersion7(),
                PaymentRowId = row,
                ProjectId = 386,
                Text = $"note {n}",
                WrittenAt = DateTimeOffset.UnixEpoch.AddMinutes(n),
            }));
            await context.SaveChangesAsync(Stop);
        }

        var notes = await world.Get<NoteQueries>().OfPaymentAsync(Actor.System, row, Stop);
        Assert.Equal((NoteQueries.MostRows, true, "note 200", "note 1"), (notes.Rows.Count, notes.More, notes.Rows[0].Text, notes.Rows[^1].Text));
    }

    private async Task<Receiver> StartAsync(DatabaseProvider provider, TimeProvider? clock = null)
    {
        var world = await Receiver.StartAsync(databases, provider, clock, projects: [386, 402]);
        await world.ReceiveAsync(PlatformCallback.Sale("EP-1", 5000, "EUR"));
        return world;
    }

    private static AddNoteInput Input(string text) => new(Guid.CreateVersion7(), 386, "EP-1", text);

    private static Task<long> RowIdAsync(Receiver world) => PaymentQueriesTests.RowIdAsync(world, "EP-1");

    private static async Task<List<AuditEntry>> LinesAsync(Receiver world)
    {
        await using var context = world.OpenContext();
        return await context.AuditEntries.Where(line => line.Action.StartsWith("note.")).OrderBy(line => line.Id).ToListAsync(Stop);
    }
}
