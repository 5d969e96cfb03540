using Dashboard.Core.Data;

namespace Dashboard.Core.Callbacks;

/// <summary>The journal's hot path: finds repeats and writes events with their bytes.</summary>
internal static class CallbackJournal
{
    private static readonly Statement FindByHash = new("SELECT id, source, verdict FROM callback_events WHERE hash = @0");

    private static readonly Statement CountRepeat = new(
        "UPDATE callback_events SET repeats = repeats + @1, last_repeat_at = @2 WHERE id = @0");

    private static readonly Statement InsertEvent = new(
        """
        INSERT INTO callback_events (id, project_id, hash, received_at, source, verdict, verdict_detail, previous_key, payment_row_id,
            operation_id, repeats, last_repeat_at, source_address)
        VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12)
        """);

    private static readonly Statement SettleEvent = new(
        "UPDATE callback_events SET verdict = @1, verdict_detail = @2, payment_row_id = @3 WHERE id = @0");

    private static readonly Statement InsertBody = new("INSERT INTO callback_bodies (event_id, body) VALUES (@0, @1)");

    /// <summary>Splits a batch into what is new and what only repeats, and counts the repeats.</summary>
    /// <remarks>
    /// A status answer that could not be applied counts as new when it comes again: nobody applies it otherwise, and who asked must not take its facts for
    /// known. A callback waits for <see cref="ReapplyCallback"/>.
    /// </remarks>
    /// <returns>The new events with their ids, in order of receipt, each content once.</returns>
    public static async Task<List<CallbackEvent>> AdmitAsync(
        HotSession session, IReadOnlyList<CallbackEvent> received, CancellationToken cancellationToken)
    {
        var known = new Dictionary<int, (long Id, bool Again)>();
        await session.QueryAsync(FindByHash, [.. received.Select(one => new object?[] { one.Hash })],
            (index, row) => known[index] = (row.Number(0),
                row.Text(1) == nameof(CallbackSource.StatusRead) && row.Text(2) == nameof(CallbackVerdict.Parked)), cancellationToken);

        var fresh = new Dictionary<byte[], CallbackEvent>(HashComparer.Instance);
        for (var index = 0; index < received.Count; index++)
        {
            var one = received[index];
            var isKnown = known.TryGetValue(index, out var stored);
            if (isKnown)
                await session.WriteAsync(CountRepeat, [stored.Id, 1, one.ReceivedAt.ToUnixTimeMilliseconds()], cancellationToken);
            if (isKnown && !stored.Again)
                continue;
            one.IsStored = isKnown;
            if (isKnown)
                one.Id = stored.Id;
            if (!fresh.TryAdd(one.Hash, one) && !isKnown)
            {
                var first = fresh[one.Hash];
                first.Repeats++;
                first.LastRepeatAt = one.ReceivedAt;
            }
        }

        var added = fresh.Values.Count(one => !one.IsStored);
        var next = added == 0 ? 0 : await session.ReserveIdsAsync("callback_events", added, cancellationToken);
        foreach (var one in fresh.Values.Where(one => !one.IsStored))
            one.Id = next++;
        return [.. fresh.Values.OrderBy(one => one.Id)];
    }

    public static async Task WriteAsync(HotSession session, IEnumerable<CallbackEvent> events, CancellationToken cancellationToken)
    {
        foreach (var one in events)
        {
            if (one.IsStored)
            {
                await SettleAsync(session, one, cancellationToken);
                continue;
            }

            await session.WriteAsync(InsertEvent,
            [
                one.Id, one.ProjectId, one.Hash, one.ReceivedAt.ToUnixTimeMilliseconds(), one.Source.ToString(), one.Verdict.ToString(),
                one.VerdictDetail, one.PreviousKey, one.PaymentRowId, one.OperationId, one.Repeats,
                one.LastRepeatAt?.ToUnixTimeMilliseconds(), one.SourceAddress,
            ], cancellationToken);
            await session.WriteAsync(InsertBody, [one.Id, one.Body], cancellationToken);
        }
    }

    /// <summary>Keeps what became of a message that was applied again.</summary>
    public static async Task SettleAsync(HotSession session, CallbackEvent one, CancellationToken cancellationToken)
    {
        await session.WriteAsync(SettleEvent, [one.Id, one.Verdict.ToString(), one.VerdictDetail, one.PaymentRowId], cancellationToken);
        await session.FlushAsync(cancellationToken);
    }

    private sealed class HashComparer : IEqualityComparer<byte[]>
    {
        public static HashComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => BitConverter.ToInt32(obj, 0);
    }
}
