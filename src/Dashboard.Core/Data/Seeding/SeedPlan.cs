using System.Buffers.Binary;
using System.Globalization;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Gate;

namespace Dashboard.Core.Data.Seeding;

/// <summary>A payment made up with its operations.</summary>
internal sealed record SeedPayment(Payment Payment, List<Operation> Operations);

/// <summary>
/// Makes payments up. Each is told by messages as the platform would send them, applied by the same methods as real ones, so that sums, states and
/// the keys that order later messages are what they would be.
/// </summary>
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
        var customer = _random.Few(_customers);
        var payment = new Payment
        {
            Id = id,
            ProjectId = projectId,
            PaymentId = string.Create(CultureInfo.InvariantCulture, $"{shop.IdPrefix}{id:x6}-{_random.Below(0x10000):x4}"),
        };
        var made = new SeedPayment(payment, new List<Operation>(1));
        var amount = Price(channel);
        var template = new CallbackMessage
        {
            ProjectId = projectId,
            CustomerId = string.Create(CultureInfo.InvariantCulture, $"customer-{customer:d7}"),
            CustomerIp = string.Create(CultureInfo.InvariantCulture, $"203.0.{(customer >> 8) % 114}.{customer & 255}"),
            AccountNumber = channel.Method == "card"
                ? string.Create(CultureInfo.InvariantCulture, $"{411111 + (customer % 9 * 11117)}******{customer * 7919 % 10000:d4}")
                : string.Create(CultureInfo.InvariantCulture, $"payer{customer:d7}"),
            Payment = new CallbackPayment(payment.PaymentId)
            {
                Type = "purchase",
                Method = channel.Method,
                Sum = new Money(amount, channel.Currency),
                Description = string.Create(CultureInfo.InvariantCulture, $"Order {id % 10_000_000}"),
            },
        };
        var approved = Sell(made, template, channel, created, amount);
        if (approved && channel.Refunded > 0 && _random.OneIn(channel.Refunded))
            Refund(made, template, channel, amount, payment.UpdatedAt);
        payment.Count(made.Operations);
        return made;
    }

    private bool Sell(SeedPayment made, CallbackMessage template, SeedChannel channel, DateTimeOffset created, long amount)
    {
        var done = created.AddSeconds(4 + _random.Few(600));
        // The newest ones may still wait for their customer.
        if (done > end || (end - created < TimeSpan.FromHours(1) && _random.OneIn(120)))
        {
            Tell(made, template, channel, new Facts("sale", "awaiting redirect result", "awaiting redirect result", "9999", created, created, amount));
            return false;
        }

        var approved = _random.OneIn(channel.Approved - Trouble(created, channel));
        var code = approved ? "0" : _random.Pick(channel.Declines, one => one.Share).Code;
        var status = approved ? "success" : "decline";
        Tell(made, template, channel, new Facts("sale", status, status, code, created, done, amount));
        return approved;
    }

    private void Refund(SeedPayment made, CallbackMessage template, SeedChannel channel, long amount, DateTimeOffset after)
    {
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
                Tell(made, template, channel, new Facts("refund", "decline", refunded == 0 ? "success" : "partially refunded", code, created, done, part));
                continue;
            }

            refunded += part;
            Tell(made, template, channel,
                new Facts("refund", "success", refunded == amount ? "refunded" : "partially refunded", "0", created, done, part));
        }
    }

    private void Tell(SeedPayment made, CallbackMessage template, SeedChannel channel, Facts facts)
    {
        var id = _nextOperation++;
        var hash = new byte[32];
        BinaryPrimitives.WriteUInt64BigEndian(hash, _random.Next());
        var sum = new Money(facts.Amount, channel.Currency);
        var received = new CallbackEvent
        {
            ProjectId = made.Payment.ProjectId,
            Hash = hash,
            ReceivedAt = facts.Done,
            Message = template with
            {
                Payment = template.Payment! with { Status = facts.PaymentStatus, Date = facts.Done },
                Operation = new CallbackOperation
                {
                    Id = 23_132_000_000_000 + id,
                    Type = facts.Type,
                    Status = facts.Status,
                    Date = facts.Done,
                    CreatedDate = facts.Created,
                    RequestId = string.Create(CultureInfo.InvariantCulture, $"{_random.Next():x16}{id:x8}"),
                    SumInitial = sum,
                    SumConverted = sum,
                    Code = facts.Code,
                    Message = ResponseCodes.Find(facts.Code)?.English ?? "General decline",
                    ProviderId = channel.ProviderId,
                    ProviderPaymentId = facts.Status == "success" ? string.Create(CultureInfo.InvariantCulture, $"{_random.Next():x16}") : null,
                    AuthCode = channel.Method == "card" && facts.Status == "success"
                        ? string.Create(CultureInfo.InvariantCulture, $"{_random.Below(1_000_000):d6}")
                        : "",
                    EndpointId = facts.Type == "sale" && facts.Status == "success" ? channel.Endpoint : null,
                },
            },
        };
        made.Payment.Apply(received);
        var operation = new Operation
        {
            Id = id,
            PaymentRowId = made.Payment.Id,
            ProjectId = made.Payment.ProjectId,
            OperationId = 23_132_000_000_000 + id,
        };
        operation.Apply(received);
        made.Operations.Add(operation);
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

    private readonly record struct Facts(
        string Type, string Status, string PaymentStatus, string Code, DateTimeOffset Created, DateTimeOffset Done, long Amount);
}
