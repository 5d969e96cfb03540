namespace Dashboard.Gate;

/// <summary>How a status request ended: a closed set.</summary>
public abstract record PaymentStatusOutcome
{
    private PaymentStatusOutcome()
    {
    }

    /// <summary>The payment as the platform sees it now.</summary>
    public sealed record Found(PaymentStatusAnswer Answer) : PaymentStatusOutcome;

    /// <summary>The platform says that there is no such payment (code 3061): also when the customer never confirmed the payment form.</summary>
    public sealed record NotFound(string Message) : PaymentStatusOutcome;

    /// <summary>Nothing was learned.</summary>
    /// <param name="Outcome">Why; never <see cref="GateOutcome.Accepted"/>.</param>
    public sealed record Failed(GateOutcome Outcome) : PaymentStatusOutcome;
}
