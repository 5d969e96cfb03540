namespace Dashboard.Core.Callbacks;

/// <summary>A room that turns genuine messages into its own state, inside the transaction that keeps them.</summary>
public interface ICallbackHandler
{
    /// <summary>Lower ones come first: what a later handler needs is already there.</summary>
    int Order { get; }

    /// <summary>
    /// Applies new messages about payments, in order of receipt. May throw: the batch is then rolled back and each message tried alone, and one
    /// that fails alone is parked.
    /// </summary>
    Task ApplyAsync(CallbackBatch batch, CancellationToken cancellationToken);
}
