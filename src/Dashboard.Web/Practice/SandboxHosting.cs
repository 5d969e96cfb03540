using Dashboard.Core.Payments;
using Dashboard.Core.Projects;
using Dashboard.Sandbox;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Dashboard.Web.Practice;

/// <summary>
/// Runs the platform's emulator beside the application, on a port of its own: every call between the two is real HTTP. It knows the projects
/// whose Gate address is its own, and recalls payments that were made before it started, so that they can be refunded.
/// </summary>
public sealed partial class SandboxHosting(
    PracticeOptions options, IServer server, ProjectList list, PaymentMemory memory, ProjectKeys keys, ILoggerFactory loggers, TimeProvider clock,
    ILogger<SandboxHosting> log) : IHostedLifecycleService
{
    private WebApplication? _sandbox;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the application listens, for callbacks must find it.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var dashboard = OwnAddress();
        var projects = await ProjectsAsync(new Uri(dashboard, "/callbacks"), cancellationToken);
        if (projects.Count == 0)
        {
            LogNoProject(options.Url);
            return;
        }

        _sandbox = SandboxHost.Build(new SandboxOptions
        {
            Urls = options.Url.TrimEnd('/'),
            Projects = projects,
            DashboardUrl = dashboard,
            TimeProvider = clock,
            LoggerFactory = loggers,
            RecallPayment = RecallAsync,
        });
        await _sandbox.StartAsync(cancellationToken);
        LogStarted(options.Url);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (_sandbox is null)
            return;
        await _sandbox.StopAsync(cancellationToken);
        await _sandbox.DisposeAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Uri OwnAddress()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("Urls: the application listens nowhere, so the sandbox cannot send callbacks to it.");
        return new Uri(address.Replace("://[::]", "://localhost", StringComparison.Ordinal).Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal));
    }

    private async Task<List<SandboxProject>> ProjectsAsync(Uri callbacks, CancellationToken cancellationToken)
    {
        var own = options.Url.TrimEnd('/');
        var known = (await list.ReadAsync(cancellationToken)).Where(project => project.GateUrl == own).ToList();
        var projects = new List<SandboxProject>(known.Count);
        foreach (var project in known)
        {
            projects.Add(new SandboxProject
            {
                Id = project.Id,
                Name = project.Name,
                Secret = await keys.CurrentSecretAsync(project.Id, cancellationToken),
                CallbackUrl = callbacks,
            });
        }

        return projects;
    }

    private async ValueTask<RecalledPayment?> RecallAsync(long projectId, string paymentId, CancellationToken cancellationToken)
    {
        if (await memory.FindAsync(projectId, paymentId, cancellationToken) is not { } payment)
            return null;
        return new RecalledPayment
        {
            ProjectId = projectId,
            PaymentId = paymentId,
            Method = payment.Method,
            Amount = payment.Captured,
            Currency = payment.Currency,
            Created = payment.CreatedAt,
            Refunded = payment.Refunded,
            Refunds = [.. payment.Refunds.Select(refund => new RecalledRefund(
                refund.OperationId, refund.Amount, refund.CreatedAt, refund.RequestId, refund.MerchantRefundId))],
            Succeeded = payment.Captured > 0,
            AccountNumber = payment.AccountNumber,
            CustomerId = payment.CustomerId,
            SaleOperationId = payment.SaleOperationId,
        };
    }

    [LoggerMessage(LogLevel.Information, "Practice platform on {Url}: no money moves")]
    private partial void LogStarted(string url);

    [LoggerMessage(LogLevel.Warning, "The practice platform is enabled, but no project has its address {Url} as Gate address; it is not started")]
    private partial void LogNoProject(string url);
}
