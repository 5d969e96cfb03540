namespace Dashboard.Web.Payments;

/// <summary>An amount to filter by, minor units, both ends included; null = open.</summary>
/// <param name="Currencies">What to filter by with it: the one currency of the amounts, or what was chosen before when there are none.</param>
public sealed record AmountRange(long? Least, long? Most, IReadOnlyList<string> Currencies);
