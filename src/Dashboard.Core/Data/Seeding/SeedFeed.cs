using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Dashboard.Core.Data.Seeding;

/// <summary>Batches of a plan's payments, made on one core while another writes those before them.</summary>
/// <param name="payments">How many, all in all.</param>
/// <param name="first">Ids for the first rows.</param>
/// <param name="facets">Combinations that are there.</param>
internal sealed class SeedFeed(SeedPlan plan, long payments, SeedIds first, SeedFacets facets) : IDisposable
{
    /// <summary>Payments in a batch: enough to hand over seldom, few enough to stay in the processor's cache.</summary>
    private const int BatchSize = 1024;

    private const int Batches = 4;

    /// <summary>So many of the newest payments have their messages in the journal; all of them would be most of the database.</summary>
    public const int Journalled = 200;

    private readonly SeedEncoder _encoder = new(first.Event, facets);
    private readonly IEnumerator<SeedPayment> _payments = plan.Payments(payments, first.Payment, first.Operation).GetEnumerator();
    private long _made;

    /// <summary>Fills a batch with what comes next; false when there is nothing more.</summary>
    public bool Fill(SeedBatch batch)
    {
        batch.Clear();
        while (batch.Payments.Count < BatchSize && _payments.MoveNext())
        {
            _encoder.Add(batch, _payments.Current, journalled: _made >= payments - Journalled);
            _made++;
        }

        return batch.Payments.Count > 0;
    }

    /// <summary>Each batch is valid until the next is asked for.</summary>
    public async IAsyncEnumerable<SeedBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (empty, full) = (Channel.CreateUnbounded<SeedBatch>(), Channel.CreateUnbounded<SeedBatch>());
        for (var index = 0; index < Batches; index++)
            empty.Writer.TryWrite(new SeedBatch());
        var making = Task.Run(() => MakeAsync(empty.Reader, full.Writer, stopped.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in full.Reader.ReadAllAsync(cancellationToken))
            {
                yield return batch;
                empty.Writer.TryWrite(batch);
            }
        }
        finally
        {
            await stopped.CancelAsync();
            await making;
        }
    }

    public void Dispose() => _payments.Dispose();

    private async Task MakeAsync(ChannelReader<SeedBatch> empty, ChannelWriter<SeedBatch> full, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            var batch = await empty.ReadAsync(cancellationToken);
            while (Fill(batch))
            {
                full.TryWrite(batch);
                batch = await empty.ReadAsync(cancellationToken);
            }
        }
        catch (Exception caught)
        {
            // Thrown where the batches are read.
            failure = caught;
        }

        full.Complete(failure);
    }
}
