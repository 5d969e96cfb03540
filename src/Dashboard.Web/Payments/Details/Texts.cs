namespace Dashboard.Web.Payments.Details;

/// <summary>Names the words of this room.</summary>
public sealed class Texts;
