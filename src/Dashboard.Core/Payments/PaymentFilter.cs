using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Payments;

/// <summary>Where a payment's refunds stand, as something to filter by. One payment may be in several of them.</summary>
public enum RefundStanding
{
    /// <summary>A part of what was captured has gone back, by refunds or reversals made anywhere.</summary>
    Partly,

    /// <summary>All of it has.</summary>
    Fully,

    /// <inheritdoc cref="RefundWork.Pending"/>
    Pending,

    /// <inheritdoc cref="RefundWork.Unknown"/>
    Unknown,

    /// <inheritdoc cref="RefundWork.Failed"/>
    Failed,
}

/// <summary>
/// Which payments are meant: the one filter that the list, the totals, the export, the Data API and the command line share, so that they
/// cannot disagree. Empty lists do not restrict.
/// </summary>
public sealed partial record PaymentFilter : IListFilter
{
    /// <summary>Days play no part in what a search finds once the period is set, so any will do.</summary>
    internal static readonly DateOnly AnyDay = new(2000, 1, 1);

    /// <summary>Statuses as the platform reports them.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>Types as the platform reports them: purchase, payout, ...</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public IReadOnlyList<string> Methods { get; init; } = [];

    public IReadOnlyList<string> Currencies { get; init; } = [];

    /// <summary>Codes of the operation that speaks for the payment.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    public IReadOnlyList<long> Projects { get; init; } = [];

    public IReadOnlyList<RefundStanding> Refunds { get; init; } = [];

    /// <summary>Least amount, minor units: to be used together with one currency.</summary>
    public long? MinAmount { get; init; }

    /// <summary>Greatest amount, minor units, included.</summary>
    public long? MaxAmount { get; init; }

    /// <summary>The last four digits of the payer's account.</summary>
    public string? AccountEnd { get; init; }

    /// <summary>Row ids of payments that were picked one by one; never read from an address, where a forged one would say nothing a reader may not see anyway.</summary>
    public IReadOnlyList<long> Rows { get; init; } = [];

    /// <summary>
    /// How the bounds below were named, so that an address keeps "last7" rather than two instants. Null when they were given as instants or not
    /// at all. <see cref="Apply"/> looks at the instants only.
    /// </summary>
    public Period? Period { get; init; }

    /// <summary>First instant included; compared with the payment's creation.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First instant no longer included.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>
    /// What <see cref="SearchText"/> reads: an id or a part of one, an e-mail address, an amount, account digits, a list. A search by id ignores the
    /// period; in rows picked one by one nothing is searched for.
    /// </summary>
    public string? Search { get; init; }

    /// <summary>The search as it is understood; days in it have become the period when the filter was read.</summary>
    internal SearchText Searched => SearchText.Parse(Rows.Count > 0 ? null : Search, AnyDay);

    /// <summary>The search names something by an id, so the period that was chosen is not applied: screens say so.</summary>
    public bool IgnoresPeriod => (From ?? Until) is not null && Searched.IgnoresPeriod;

    /// <summary>Restricts a query to what is meant and to what the reader may see.</summary>
    public IQueryable<Payment> Apply(AppDbContext context, AccessScope scope)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(scope);
        var payments = ApplyLists(context.Payments, scope);
        var search = Searched;
        return search.IsEmpty ? ApplyPeriod(payments) : ApplySearch(context, payments, search);
    }

    /// <summary>The combinations that the lists allow; null when all of them do.</summary>
    internal IQueryable<Facet>? Facets(IQueryable<Facet> facets, AccessScope scope)
    {
        var restricted = false;
        if (scope.Projects is { } visible)
            Restrict(facets.Where(facet => visible.Contains(facet.ProjectId)));
        if (Statuses.Count > 0)
            Restrict(facets.Where(facet => Statuses.Contains(facet.Status)));
        if (Types.Count > 0)
            Restrict(facets.Where(facet => Types.Contains(facet.Type!)));
        if (Methods.Count > 0)
            Restrict(facets.Where(facet => Methods.Contains(facet.Method!)));
        if (Currencies.Count > 0)
            Restrict(facets.Where(facet => Currencies.Contains(facet.Currency!)));
        if (Codes.Count > 0)
            Restrict(facets.Where(facet => Codes.Contains(facet.Code!)));
        if (Projects.Count > 0)
            Restrict(facets.Where(facet => Projects.Contains(facet.ProjectId)));
        return restricted ? facets : null;

        void Restrict(IQueryable<Facet> fewer) => (facets, restricted) = (fewer, true);
    }

    /// <summary>Everything but the search and the period.</summary>
    internal IQueryable<Payment> ApplyLists(IQueryable<Payment> payments, AccessScope scope)
    {
        // The zero keeps SQLite, which has no statistics, from reading a whole project by its index only to sort it afterwards.
        if (scope.Projects is { } visible)
            payments = payments.Where(payment => visible.Contains(payment.ProjectId + 0));
        if (Statuses.Count > 0)
            payments = payments.Where(payment => Statuses.Contains(payment.Status));
        if (Types.Count > 0)
            payments = payments.Where(payment => Types.Contains(payment.Type!));
        if (Methods.Count > 0)
            payments = payments.Where(payment => Methods.Contains(payment.Method!));
        if (Currencies.Count > 0)
            payments = payments.Where(payment => Currencies.Contains(payment.Currency!));
        if (Codes.Count > 0)
            payments = payments.Where(payment => Codes.Contains(payment.Code!));
        if (Projects.Count > 0)
            payments = payments.Where(payment => Projects.Contains(payment.ProjectId + 0));
        if (MinAmount is { } least)
            payments = payments.Where(payment => payment.Amount >= least);
        if (MaxAmount is { } most)
            payments = payments.Where(payment => payment.Amount <= most);
        if (AccountEnd is { } end)
            payments = payments.Where(payment => payment.AccountEnd == end);
        if (Rows.Count > 0)
            payments = payments.Where(payment => Rows.Contains(payment.Id));
        return Refunds.Count > 0 ? ApplyRefunds(payments) : payments;
    }

    private IQueryable<Payment> ApplyRefunds(IQueryable<Payment> payments)
    {
        var (partly, fully) = (Refunds.Contains(RefundStanding.Partly), Refunds.Contains(RefundStanding.Fully));
        var work = RefundWorkMeant;
        return payments.Where(payment => work.Contains(payment.RefundWork)
            || (fully && payment.Refunded > 0 && payment.Captured > 0 && payment.Refunded >= payment.Captured)
            || (partly && payment.Refunded > 0 && (payment.Captured <= 0 || payment.Refunded < payment.Captured)));
    }

    internal List<RefundWork> RefundWorkMeant =>
        [.. Refunds.Distinct().Select(standing => standing switch
        {
            RefundStanding.Pending => RefundWork.Pending,
            RefundStanding.Unknown => RefundWork.Unknown,
            RefundStanding.Failed => RefundWork.Failed,
            _ => RefundWork.None,
        }).Where(work => work != RefundWork.None)];

    internal List<RefundedPart> RefundedPartsMeant =>
        [.. Refunds.Distinct().Where(standing => standing is RefundStanding.Partly or RefundStanding.Fully)
            .Select(standing => standing == RefundStanding.Partly ? RefundedPart.Partly : RefundedPart.Fully)];

    private IQueryable<Payment> ApplyPeriod(IQueryable<Payment> payments)
    {
        if (From is { } from)
            payments = payments.Where(payment => payment.CreatedAt >= from);
        if (Until is { } until)
            payments = payments.Where(payment => payment.CreatedAt < until);
        return payments;
    }

    private IQueryable<Payment> ApplySearch(AppDbContext context, IQueryable<Payment> payments, SearchText search)
    {
        var meant = Named(context, search, search.IgnoresPeriod ? context.Payments : ApplyPeriod(context.Payments));
        if (search.Amount is { } amount)
        {
            var among = ApplyPeriod(context.Payments);
            if (search.EndOfAmount is { } end)
                among = among.Where(payment => payment.AccountEnd == end);
            meant.AddRange(OfAmount(amount).Select(one => among.Where(one).Select(payment => payment.Id)));
        }

        if (meant.Count == 0)
            return payments.Where(payment => false);
        var ids = meant.Aggregate((one, other) => one.Union(other));
        return payments.Where(payment => ids.Contains(payment.Id));
    }

    /// <summary>Row ids of the payments that a search names by an id or by the payer's account; none where it can only be an amount.</summary>
    /// <param name="ends">Among which the end of an account is looked for: beside a day it is not unique for all time.</param>
    internal static List<IQueryable<long>> Named(AppDbContext context, SearchText search, IQueryable<Payment> ends)
    {
        var meant = new List<IQueryable<long>>();
        if (search.Ids.Count > 0)
        {
            var numbers = PaymentSearch.Numbers(search.Ids);
            meant.Add(context.Payments.Where(payment => search.Ids.Contains(payment.PaymentId) || search.Ids.Contains(payment.CustomerId!)).Select(payment => payment.Id));
            meant.Add(context.Operations.Where(operation => numbers.Contains(operation.OperationId)).Select(operation => operation.PaymentRowId));
        }

        if (search.Id is { } text)
            meant.AddRange(OfId(context, text));
        if (search.OperationId is { } operationId)
            meant.Add(context.Operations.Where(operation => operation.OperationId == operationId).Select(operation => operation.PaymentRowId));
        if (search.AccountEnd is { } digits)
            meant.Add(ends.Where(payment => payment.AccountEnd != null && payment.AccountNumber!.EndsWith(digits)).Select(payment => payment.Id));
        if (search.Email is { } email)
        {
            meant.Add(context.Database.SqlQuery<long>(
                $"SELECT id AS \"Value\" FROM payments WHERE customer_email IS NOT NULL AND lower(customer_email) = lower({email})"));
        }

        return meant;
    }

    private static IEnumerable<IQueryable<long>> OfId(AppDbContext context, string text)
    {
        var end = text + PaymentSearch.LastCharacter;
        yield return context.Payments.Where(payment => string.Compare(payment.CustomerId, text) >= 0 && string.Compare(payment.CustomerId, end) < 0)
            .Select(payment => payment.Id);
        if (!PaymentSearch.IsPart(text))
        {
            yield return context.Payments.Where(payment => string.Compare(payment.PaymentId, text) >= 0 && string.Compare(payment.PaymentId, end) < 0)
                .Select(payment => payment.Id);
            yield break;
        }

        var pattern = PaymentSearch.Pattern(text);
        yield return (context.Database.IsSqlite()
            ? context.Payments.Where(payment => EF.Functions.Like(payment.PaymentId, pattern, "\\"))
            : context.Payments.Where(payment => EF.Functions.ILike(payment.PaymentId, pattern, "\\")))
            .Select(payment => payment.Id);
        yield return (context.Database.IsSqlite()
            ? context.Operations.Where(one => EF.Functions.Like(one.RequestId, pattern, "\\") || EF.Functions.Like(one.ProviderPaymentId, pattern, "\\"))
            : context.Operations.Where(one => EF.Functions.ILike(one.RequestId!, pattern, "\\") || EF.Functions.ILike(one.ProviderPaymentId!, pattern, "\\")))
            .Select(operation => operation.PaymentRowId);
    }

    /// <summary>The amount in the currencies of each number of digits after the separator.</summary>
    private static IEnumerable<System.Linq.Expressions.Expression<Func<Payment, bool>>> OfAmount(TypedAmount amount)
    {
        foreach (var (currencies, units) in AmountIn(amount))
            yield return payment => payment.Amount == units && currencies.Contains(payment.Currency!);
    }

    internal static IEnumerable<(List<string> Currencies, long Units)> AmountIn(TypedAmount amount) =>
        from currency in Currency.All
        where amount.Currency is null || amount.Currency == currency.Code
        group currency.Code by currency.Exponent into same
        let units = amount.MinorUnits(same.Key)
        where units is not null
        select (same.ToList(), units.Value);
}
