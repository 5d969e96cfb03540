using System.Net.Http.Json;
using System.Text.Json;
using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Gate;
using Dashboard.Sandbox;
using Dashboard.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Tests.Refunds;

/// <summary>The core, the emulator of the platform, and real HTTP in both directions between them.</summary>
public sealed class RefundWorld : IAsyncDisposable
{
    public const string PaymentId = "EP-1";

    private readonly Receiver _receiver;
    private readonly WebApplication _callbacks;
    private readonly WebApplication _sandbox;
    private readonly HttpClient _control;

    private RefundWorld(Receiver receiver, WebApplication callbacks, WebApplication sandbox)
    {
        _receiver = receiver;
        _callbacks = callbacks;
        _sandbox = sandbox;
        _control = new HttpClient { BaseAddress = new Uri(sandbox.Urls.First()) };
    }

    public static Actor Operator { get; } = new(Guid.Parse("00000000-0000-0000-0000-00000000000a"), "operator@shop.test");

    public Receiver Core => _receiver;

    /// <summary>A successful alfa-click payment of 500.00 RUB, unless told otherwise, that both sides know.</summary>
    public static async Task<RefundWorld> StartAsync(
        Databases databases, DatabaseProvider provider, TimeProvider? clock = null, PlatformCallback? sale = null, TimeSpan? answerTime = null,
        Action<IServiceCollection>? add = null)
    {
        var times = GateTimes.Default with { Total = answerTime ?? TimeSpan.FromSeconds(10) };
        var receiver = await Receiver.StartAsync(databases, provider, clock, services =>
        {
            services.AddSingleton(new GateClient(times));
            add?.Invoke(services);
        });
        var callbacks = await StartReceiverAsync(receiver);
        var sandbox = SandboxHost.Build(new SandboxOptions
        {
            Urls = "http://127.0.0.1:0",
            Projects = [new SandboxProject { Id = 386, Secret = PlatformCallback.Secret, CallbackUrl = new Uri(callbacks.Urls.First() + "/callbacks") }],
            RefundDelay = TimeSpan.Zero,
            RecallPayment = (project, id, cancellation) => RecallAsync(receiver, project, id, cancellation),
        });
        await sandbox.StartAsync();
        var world = new RefundWorld(receiver, callbacks, sandbox);
        await world.PrepareAsync(sale ?? PlatformCallback.Sale(PaymentId, 50000, "RUB"));
        return world;
    }

    public Task<RequestRefundResult> RequestAsync(long amount, Guid? id = null, string currency = "RUB", bool second = true) =>
        _receiver.Get<RequestRefund>().HandleAsync(Operator,
            new RequestRefundInput(id ?? Guid.CreateVersion7(), 386, PaymentId, amount, currency, RefundReason.CustomerRequest, null, null, second),
            CancellationToken.None);

    public async Task<Guid> RequestedAsync(long amount) => Assert.IsType<RequestRefundResult.Requested>(await RequestAsync(amount)).RefundId;

    public Task SendAsync(Guid refundId) => _receiver.Get<SendRefund>().HandleAsync(refundId, CancellationToken.None);

    /// <summary>Waits for the live feed, not for time, until the refund stands in <paramref name="state"/>.</summary>
    public async Task<Refund> WaitForAsync(Guid refundId, RefundState state)
    {
        var changed = System.Threading.Channels.Channel.CreateUnbounded<bool>();
        using var subscription = _receiver.Get<LiveFeed>().Subscribe(_ => changed.Writer.TryWrite(true));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var refund = await RefundAsync(refundId);
            if (refund.State == state)
                return refund;
            try
            {
                await changed.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"The refund is {refund.State} ({refund.StateDetail}), not {state}.");
            }
        }
    }

    public async Task<Refund> RefundAsync(Guid refundId)
    {
        await using var context = _receiver.OpenContext();
        return await context.Refunds.AsNoTracking().SingleAsync(refund => refund.Id == refundId);
    }

    public async Task<Payment> PaymentAsync() => Assert.Single(await _receiver.PaymentsAsync());

    public async Task FaultAsync(object fault)
    {
        using var answer = await _control.PostAsJsonAsync("/sandbox/faults", fault);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task AcceptEverythingAsync()
    {
        using var answer = await _control.PostAsJsonAsync("/sandbox/mode", new { accept_everything = true });
        answer.EnsureSuccessStatusCode();
    }

    public async Task ControlAsync(string path, object body)
    {
        using var answer = await _control.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Refund requests that reached the platform, taken or not.</summary>
    public async Task<IReadOnlyList<JsonElement>> ArrivedAsync()
    {
        var ledger = await _control.GetFromJsonAsync<JsonElement>("/sandbox/ledger/refunds");
        return [.. ledger.GetProperty("refunds").EnumerateArray()];
    }

    public async Task<IReadOnlyList<string>> AuditActionsAsync()
    {
        await using var context = _receiver.OpenContext();
        return await context.AuditEntries.AsNoTracking().OrderBy(entry => entry.Id).Select(entry => entry.Action + " " + entry.Result).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _sandbox.DisposeAsync();
        await _callbacks.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    public void SetGate(string url)
    {
        using var context = _receiver.OpenContext();
        context.Projects.ExecuteUpdate(change => change.SetProperty(project => project.GateUrl, url));
    }

    private async Task PrepareAsync(PlatformCallback sale)
    {
        SetGate(_sandbox.Urls.First());
        await using var context = _receiver.OpenContext();
        context.Users.Add(new User { Id = Operator.UserId!.Value, UserName = Operator.Name, Email = Operator.Name, AllProjects = true });
        var role = await context.Roles.SingleOrDefaultAsync(role => role.Name == Roles.Operator)
            ?? context.Roles.Add(new() { Id = Guid.CreateVersion7(), Name = Roles.Operator, NormalizedName = "OPERATOR" }).Entity;
        context.UserRoles.Add(new() { UserId = Operator.UserId.Value, RoleId = role.Id });
        await context.SaveChangesAsync();
        Assert.Equal(IntakeAnswer.Stored, await _receiver.ReceiveAsync(sale));
    }

    private static async Task<WebApplication> StartReceiverAsync(Receiver receiver)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/callbacks", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            return Results.StatusCode(await receiver.ReceiveAsync(body.ToArray()) == IntakeAnswer.Stored ? 200 : 403);
        });
        await app.StartAsync();
        return app;
    }

    private static async ValueTask<RecalledPayment?> RecallAsync(Receiver receiver, long project, string id, CancellationToken cancellation)
    {
        await using var context = receiver.OpenContext();
        var payment = await context.Payments.AsNoTracking().SingleOrDefaultAsync(one => one.ProjectId == project && one.PaymentId == id, cancellation);
        return payment is null ? null : new RecalledPayment
        {
            ProjectId = project,
            PaymentId = id,
            Method = payment.Method!,
            Amount = payment.Captured,
            Currency = payment.Currency!,
            Created = payment.CreatedAt,
            SaleOperationId = 632,
        };
    }
}
