using Dashboard.TestKit;

namespace Dashboard.Core.Tests.TestKit;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Advance_SeveralTimers_FireInOrderOfTimeEachAtItsOwn()
    {
        var start = _clock.GetUtcNow();
        List<(string Name, TimeSpan At)> fired = [];
        using var late = _clock.CreateTimer(_ => fired.Add(("late", _clock.GetUtcNow() - start)), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var every = _clock.CreateTimer(_ => fired.Add(("every", _clock.GetUtcNow() - start)), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([("every", TimeSpan.FromSeconds(2)), ("late", TimeSpan.FromSeconds(3)), ("every", TimeSpan.FromSeconds(4))], fired);
        Assert.Equal(start + TimeSpan.FromSeconds(5), _clock.GetUtcNow());
    }

    [Fact]
    public void Advance_DisposedTimer_DoesNotFire()
    {
        var fired = false;
        _clock.CreateTimer(_ => fired = true, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan).Dispose();

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.False(fired);
    }

    [Fact]
    public async Task PeriodicTimer_ClockMoved_TicksOnlyThen()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), _clock);
        var tick = timer.WaitForNextTickAsync(TestContext.Current.CancellationToken).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(tick.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await tick);
    }

    [Fact]
    public async Task WaitForTimers_TimerCreatedLater_Completes()
    {
        var armed = _clock.WaitForTimersAsync(1, TestContext.Current.CancellationToken);
        Assert.False(armed.IsCompleted);

        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(1), _clock);

        await armed;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(source.IsCancellationRequested);
    }
}
