namespace Dashboard.Core.Refunds;

/// <summary>When things are tried again. The platform itself delivers callbacks for eleven days; so long we ask.</summary>
public static class RefundSchedule
{
    /// <summary>Longer than a request may take (20 s), so that a lease that ran out belongs to a sender that is gone.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(80);

    /// <summary>With less of the lease left nothing is sent: the request might still be on the wire when another takes its sender for gone.</summary>
    public static readonly TimeSpan LeastLease = TimeSpan.FromSeconds(20);

    /// <summary>On a list of operations that was asked for longer ago nothing is sent.</summary>
    public static readonly TimeSpan ListGood = TimeSpan.FromSeconds(60);

    /// <summary>From then on people decide.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(11);

    /// <summary>Silent for so long after it was sent, a refund is overdue: somebody is told, once.</summary>
    public static readonly TimeSpan OverdueAfter = TimeSpan.FromMinutes(15);

    /// <summary>By a request's own id the platform is not to be asked earlier (page en_Gate_payment_status_request).</summary>
    public static readonly TimeSpan ByRequestAfter = TimeSpan.FromSeconds(10);

    /// <summary>Longer than two questions take: so long no other process asks for the same refund.</summary>
    public static readonly TimeSpan AskingTakes = TimeSpan.FromSeconds(60);

    /// <summary>Absence is believed only when seen so long after the send ...</summary>
    public static readonly TimeSpan AbsenceAfterSend = TimeSpan.FromMinutes(15);

    /// <summary>... by two answers at least so far apart.</summary>
    public static readonly TimeSpan AbsenceBetween = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan[] SendAgain =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10),
    ];

    private static readonly TimeSpan[] Ask =
    [
        TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30),
    ];

    /// <summary>Pause before the next try after <paramref name="tries"/> that provably sent nothing; null when a person is to look at it.</summary>
    public static TimeSpan? NextSend(int tries) => tries <= SendAgain.Length ? SendAgain[Math.Max(tries, 1) - 1] : null;

    /// <summary>When to ask for the result next: 15 s after the send, thinning out to every 4 h.</summary>
    public static DateTimeOffset NextCheck(DateTimeOffset sentAt, int checksMade, DateTimeOffset now)
    {
        if (checksMade < Ask.Length)
            return Later(sentAt + Ask[checksMade], now + TimeSpan.FromSeconds(10));
        return now + (now - sentAt < TimeSpan.FromHours(24) ? TimeSpan.FromHours(1) : TimeSpan.FromHours(4));
    }

    /// <summary>The same, up to a tenth of the pause later, differently for each refund: those sent in one moment are not all asked for in one moment.</summary>
    public static DateTimeOffset NextCheck(Guid refundId, DateTimeOffset sentAt, int checksMade, DateTimeOffset now)
    {
        var next = NextCheck(sentAt, checksMade, now);
        var chance = (BitConverter.ToUInt32(refundId.ToByteArray(), 12) ^ ((uint)checksMade * 2_654_435_761u)) % 1_000;
        return next + ((next - now) * (chance / 10_000.0));
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
