using Dashboard.Gate;

namespace Dashboard.Core.Data.Seeding;

/// <summary>A payment made up: what was drawn for it; <see cref="SeedEncoder"/> words it.</summary>
internal sealed class SeedPayment
{
    public required long Id { get; init; }

    public required long ProjectId { get; init; }

    public required SeedChannel Channel { get; init; }

    public required long Customer { get; init; }

    /// <summary>UTF-8.</summary>
    public required byte[] IdPrefix { get; init; }

    public required long IdNoise { get; init; }

    /// <summary>Minor units of the channel's currency.</summary>
    public required long Amount { get; init; }

    /// <summary>One message for each operation, in order of time; at least one.</summary>
    public List<SeedTelling> Tellings { get; } = new(1);
}

/// <summary>What a message tells of an operation, all of which is the end of it or, for the newest, its only state so far.</summary>
/// <param name="Id">The operation's id here.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="HashNoise">In the place of the message's hash when there is no message in the journal.</param>
/// <param name="AuthCode">Null when the provider gave none.</param>
internal readonly record struct SeedTelling(
    long Id, string Type, string Status, string PaymentStatus, string Code, DateTimeOffset Created, DateTimeOffset Done, long Amount,
    ulong HashNoise, ulong RequestNoise, ulong ProviderNoise, long? AuthCode)
{
    /// <summary>The platform's id of the operation.</summary>
    public long OperationId => 23_132_000_000_000 + Id;

    public string Message => ResponseCodes.Find(Code)?.English ?? "General decline";
}

/// <summary>Makes payments up: who bought what from whom, when, and how it went on.</summary>
/// <param name="seed">The same seed gives the same payments over the same time and ids.</param>
/// <param name="projects">Projects to use; each takes the character of one of the shops.</param>
/// <param name="end">Nothing is later.</param>
internal sealed class SeedPlan(ulong seed, IReadOnlyList<long> projects, DateTimeOffset end)
{
    public static readonly TimeSpan Span = TimeSpan.FromDays(730);

    private readonly SeedRandom _random = new(seed);
    private long _nextOperation;
    private long _customers;

    /// <param name="payments">How many.</param>
    /// <param name="firstPayment">Id of the first; ids are also part of the payments' own ids, which makes those unique.</param>
    /// <param name="firstOperation">Id of the first operation.</param>
    public IEnumerable<SeedPayment> Payments(long payments, long firstPayment, long firstOperation)
    {
        _nextOperation = firstOperation;
        _customers = Math.Max(1, payments / 4);
        var id = firstPayment;
        var shops = projects.Select((project, index) => (Project: project, Shop: SeedProfile.Shops[index % SeedProfile.Shops.Length])).ToArray();
        var begin = new DateTimeOffset((end - Span).UtcDateTime.Date, TimeSpan.Zero);
        foreach (var created in SeedCalendar.Instants(begin, end, payments, new SeedRandom(seed ^ 0x5EED)))
        {
            var (project, shop) = _random.Pick(shops, one => one.Shop.Share);
            yield return Make(id++, project, shop, WholeSecond(created));
        }
    }

    private SeedPayment Make(long id, long projectId, SeedShop shop, DateTimeOffset created)
    {
        var channel = _random.Pick(shop.Channels, one => one.Share);
        var made = new SeedPayment
        {
            Id = id,
            ProjectId = projectId,
            Channel = channel,
            Customer = _random.Few(_customers),
            IdPrefix = shop.IdPrefix,
            IdNoise = _random.Below(0x10000),
            Amount = Price(channel),
        };
        if (Sell(made, created) && channel.Refunded > 0 && _random.OneIn(channel.Refunded))
            Refund(made);
        return made;
    }

    private bool Sell(SeedPayment made, DateTimeOffset created)
    {
        var done = created.AddSeconds(4 + _random.Few(600));
        // The newest ones may still wait for their customer.
        if (done > end || (end - created < TimeSpan.FromHours(1) && _random.OneIn(120)))
        {
            Tell(made, "sale", "awaiting redirect result", "awaiting redirect result", "9999", created, created, made.Amount);
            return false;
        }

        var approved = _random.OneIn(made.Channel.Approved - Trouble(created, made.Channel));
        var code = approved ? "0" : _random.Pick(made.Channel.Declines, one => one.Share).Code;
        var status = approved ? "success" : "decline";
        Tell(made, "sale", status, status, code, created, done, made.Amount);
        return approved;
    }

    private void Refund(SeedPayment made)
    {
        var amount = made.Amount;
        var after = made.Tellings[^1].Done;
        var whole = _random.OneIn(550) || amount < 200;
        var refunded = 0L;
        for (var turn = whole ? 1 : 1 + _random.Few(3); turn > 0 && refunded < amount; turn--)
        {
            var created = WholeSecond(after.AddMinutes(30 + _random.Few(30 * 24 * 60)));
            var done = created.AddSeconds(2 + _random.Few(4000));
            if (done > end)
                return;
            after = done;
            var part = whole ? amount : Math.Max(1, (amount - refunded) * (20 + _random.Below(50)) / 100);
            if (_random.OneIn(60))
            {
                var code = SeedProfile.RefundDeclines[_random.Below(SeedProfile.RefundDeclines.Length)];
                Tell(made, "refund", "decline", refunded == 0 ? "success" : "partially refunded", code, created, done, part);
                continue;
            }

            refunded += part;
            Tell(made, "refund", "success", refunded == amount ? "refunded" : "partially refunded", "0", created, done, part);
        }
    }

    private void Tell(
        SeedPayment made, string type, string status, string paymentStatus, string code, DateTimeOffset created, DateTimeOffset done, long amount)
    {
        var success = status == "success";
        made.Tellings.Add(new SeedTelling(
            _nextOperation++, type, status, paymentStatus, code, created, done, amount,
            HashNoise: _random.Next(),
            RequestNoise: _random.Next(),
            ProviderNoise: success ? _random.Next() : 0,
            AuthCode: success && made.Channel.Method == "card" ? _random.Below(1_000_000) : null));
    }

    private long Price(SeedChannel channel)
    {
        var amount = channel.Step * (1 + _random.Few(24));
        // Every other basket has delivery or a discount in it.
        return _random.OneIn(500) ? amount : amount + _random.Below(Math.Max(2, channel.Step / 3));
    }

    /// <summary>Some days a provider is unwell: fewer of a thousand are approved.</summary>
    private static int Trouble(DateTimeOffset at, SeedChannel channel)
    {
        var day = (at.ToUnixTimeSeconds() / 86_400) + channel.ProviderId;
        var night = at.Hour is >= 1 and < 5 ? 25 : 0;
        return night + (day % 47 == 0 && at.Hour is >= 9 and < 14 ? 260 : 0);
    }

    private static DateTimeOffset WholeSecond(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
}
