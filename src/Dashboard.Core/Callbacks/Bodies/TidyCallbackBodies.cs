using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Callbacks.Bodies;

/// <summary>What tidying did, or would do.</summary>
/// <param name="Packed">Bodies packed.</param>
/// <param name="Erased">Bodies erased.</param>
/// <param name="ErasedBefore">Erased were those received before; null when none was.</param>
public sealed record BodyTidying(long Packed, long Erased, DateTimeOffset? ErasedBefore);

/// <summary>
/// Packs the bodies of older messages and erases those that the settings no longer keep, in small transactions, so that no sender of a callback
/// waits for it. Both begin with the oldest, so how far they have come is seen from the rows themselves: stopped anywhere, it goes on from there.
/// </summary>
public sealed class TidyCallbackBodies(Database database, BodyRetention rules, AuditLog audit, TimeProvider clock)
{
    /// <summary>Bodies of one transaction.</summary>
    public const int Batch = 200;

    /// <summary>Bodies looked at to learn how much all of them take.</summary>
    private const int Probes = 400;

    /// <summary>Counts what would be done and changes nothing.</summary>
    public async Task<BodyTidying> PlanAsync(CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var (lastErased, before) = await LastErasedAsync(context, cancellationToken);
        var lastPacked = await LastPackedAsync(context, cancellationToken);
        var from = Math.Max(await FirstUnpackedAsync(context, cancellationToken) ?? long.MaxValue, lastErased + 1);
        var packed = from > lastPacked ? 0
            : await context.CallbackBodies.LongCountAsync(body => body.EventId >= from && body.EventId <= lastPacked, cancellationToken);
        var erased = await Erasable(context, 0, lastErased).LongCountAsync(cancellationToken);
        return new(packed, erased, erased == 0 ? null : before);
    }

    /// <summary>Does it. Whatever is erased has its line in the audit log first.</summary>
    public async Task<BodyTidying> RunAsync(Actor actor, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(cancellationToken);
        var erased = plan.Erased == 0 ? 0 : await EraseAsync(actor, plan, cancellationToken);
        return plan with { Packed = await PackAsync(cancellationToken), Erased = erased };
    }

    private async Task<long> EraseAsync(Actor actor, BodyTidying plan, CancellationToken cancellationToken)
    {
        long last;
        await using (var context = await database.OpenAsync(cancellationToken))
            (last, _) = await LastErasedAsync(context, cancellationToken);
        await audit.WriteAsync(actor, new AuditLine("callbacks.erase-bodies", "callbacks", Detail: new
        {
            bodies = plan.Erased,
            receivedBefore = plan.ErasedBefore,
            upTo = last,
            keepDays = rules.KeepBodiesDays,
            mostMebibytes = rules.MostBodiesMebibytes,
        }), cancellationToken);
        var (erased, after) = (0L, 0L);
        while (true)
        {
            await using var scope = await database.BeginWriteAsync(cancellationToken);
            var ids = await Erasable(scope.Context, after, last).OrderBy(id => id).Take(Batch).ToListAsync(cancellationToken);
            if (ids.Count == 0)
                return erased;
            erased += await scope.Context.CallbackBodies.Where(body => ids.Contains(body.EventId)).ExecuteDeleteAsync(cancellationToken);
            await scope.CommitAsync(cancellationToken);
            after = ids[^1];
        }
    }

    private async Task<long> PackAsync(CancellationToken cancellationToken)
    {
        var packed = 0L;
        while (true)
        {
            List<CallbackBody> bodies;
            await using (var context = await database.OpenAsync(cancellationToken))
            {
                var last = await LastPackedAsync(context, cancellationToken);
                if (await FirstUnpackedAsync(context, cancellationToken) is not { } first || first > last)
                    return packed;
                bodies = await context.CallbackBodies.Where(body => body.EventId >= first && body.EventId <= last).OrderBy(body => body.EventId).Take(Batch)
                    .ToListAsync(cancellationToken);
            }

            // The work is done before anybody is made to wait for the transaction.
            var smaller = bodies.Select(body => (body.EventId, Body: StoredBody.Pack(body.Body))).ToList();
            await using var scope = await database.BeginWriteAsync(cancellationToken);
            foreach (var (id, body) in smaller)
                await scope.Context.CallbackBodies.Where(one => one.EventId == id).ExecuteUpdateAsync(set => set.SetProperty(one => one.Body, body), cancellationToken);
            await scope.CommitAsync(cancellationToken);
            packed += smaller.Count;
        }
    }

    /// <summary>Ids behind <paramref name="after"/> whose bodies may go: what waits for a person is kept.</summary>
    private static IQueryable<long> Erasable(AppDbContext context, long after, long last) => context.CallbackBodies
        .Where(body => body.EventId > after && body.EventId <= last)
        .Where(body => context.CallbackEvents.Any(received => received.Id == body.EventId
            && (received.Verdict == CallbackVerdict.Applied || received.Verdict == CallbackVerdict.NotPayment)))
        .Select(body => body.EventId);

    private async Task<long> LastPackedAsync(AppDbContext context, CancellationToken cancellationToken) =>
        rules.PackAfterDays == 0 ? 0 : await LastBeforeAsync(context, Ago(rules.PackAfterDays), cancellationToken);

    /// <summary>The last message whose body is to go, by age or by size; 0 when none is.</summary>
    private async Task<(long Last, DateTimeOffset? Before)> LastErasedAsync(AppDbContext context, CancellationToken cancellationToken)
    {
        var last = rules.KeepBodiesDays == 0 ? 0 : await LastBeforeAsync(context, Ago(rules.KeepBodiesDays), cancellationToken);
        if (rules.MostBodiesMebibytes > 0 && await LastTooManyAsync(context, rules.MostBodiesMebibytes << 20, cancellationToken) is var tooMany && tooMany > last)
            last = Math.Min(tooMany, await LastBeforeAsync(context, Ago(BodyRetention.LeastKeptDays), cancellationToken));
        var received = await context.CallbackEvents.Where(one => one.Id > last).OrderBy(one => one.Id).Select(one => (DateTimeOffset?)one.ReceivedAt)
            .FirstOrDefaultAsync(cancellationToken);
        return (last, received ?? clock.GetUtcNow());
    }

    private DateTimeOffset Ago(int days) => clock.GetUtcNow().AddDays(-days);

    private static Task<long> LastBeforeAsync(AppDbContext context, DateTimeOffset before, CancellationToken cancellationToken) =>
        context.CallbackEvents.Where(received => received.ReceivedAt < before).OrderByDescending(received => received.ReceivedAt)
            .ThenByDescending(received => received.Id).Select(received => received.Id).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The first body that is not packed, found by halving: all before it are.</summary>
    private static async Task<long?> FirstUnpackedAsync(AppDbContext context, CancellationToken cancellationToken)
    {
        long? found = null;
        var (low, high) = (0L, await context.CallbackBodies.MaxAsync(body => (long?)body.EventId, cancellationToken) ?? -1);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            var next = await context.CallbackBodies.Where(body => body.EventId >= middle).OrderBy(body => body.EventId).FirstAsync(cancellationToken);
            if (StoredBody.IsPacked(next.Body))
            {
                low = next.EventId + 1;
            }
            else
            {
                (found, high) = (next.EventId, middle - 1);
            }
        }

        return found;
    }

    /// <summary>
    /// The last of the oldest messages without whose bodies the others take no more than the bytes given. Counted when there are few, estimated from evenly
    /// spread ones when there are many, so that it costs the same at any size.
    /// </summary>
    private static async Task<long> LastTooManyAsync(AppDbContext context, long most, CancellationToken cancellationToken)
    {
        var first = await context.CallbackBodies.MinAsync(body => (long?)body.EventId, cancellationToken) ?? 0;
        var last = await context.CallbackBodies.MaxAsync(body => (long?)body.EventId, cancellationToken) ?? -1;
        var step = Math.Max(1, (last - first + Probes) / Probes);
        var probes = new List<long>();
        for (var id = first; id <= last; id += step)
            probes.Add(id);
        var lengths = await context.CallbackBodies.Where(body => probes.Contains(body.EventId)).Select(body => new { body.EventId, body.Body.Length })
            .ToDictionaryAsync(body => body.EventId, body => (long)body.Length, cancellationToken);
        var bytes = 0L;
        foreach (var id in probes.AsEnumerable().Reverse())
        {
            bytes += lengths.GetValueOrDefault(id) * step;
            if (bytes > most)
                return Math.Min(last, id + step - 1);
        }

        return 0;
    }
}
