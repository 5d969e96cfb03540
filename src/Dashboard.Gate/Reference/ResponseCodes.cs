namespace Dashboard.Gate;

/// <summary>The platform's register of response codes.</summary>
public static partial class ResponseCodes
{
}
