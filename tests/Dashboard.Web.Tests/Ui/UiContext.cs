using Bunit;
using Dashboard.TestKit;
using Dashboard.Web.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Ui;

/// <summary>What the interface components need: words, and a clock that stands at 2 March 2026, 09:00 UTC.</summary>
public abstract class UiContext : BunitContext
{
    // What is waited for comes on a busy machine, too; one second is the library's own patience.
    static UiContext() => DefaultWaitTimeout = TimeSpan.FromSeconds(30);

    protected UiContext()
    {
        Times = new Times(new ManualTimeProvider(Now));
        Services.AddLocalization();
        Services.AddSingleton(Times);
    }

    protected static DateTimeOffset Now { get; } = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    protected Times Times { get; }
}
