namespace Dashboard.Sandbox.State;

/// <summary>A code of the platform's register with its text (en_platform_payment_info_codes).</summary>
internal sealed record PlatformCode(string Code, string Message)
{
    public static readonly PlatformCode Success = new("0", "Success");
    public static readonly PlatformCode NotAllowedByProject = new("310", "This operation is not allowed by project settings");
    public static readonly PlatformCode MalformedRequest = new("702", "Malformed request");
    public static readonly PlatformCode InvalidJson = new("2003", "Invalid JSON string");
    public static readonly PlatformCode FieldMissing = new("2004", "Required field not provided");
    public static readonly PlatformCode InvalidEmail = new("2426", "Invalid Email");
    public static readonly PlatformCode ProjectUnknown = new("2442", "Project ID not found");
    public static readonly PlatformCode MethodUnknown = new("2541", "Unknown Payment Method");
    public static readonly PlatformCode AmountAboveLimit = new("2642", "Operation amount is greater than limit");
    public static readonly PlatformCode InvalidPaymentId = new("3024", "Invalid Payment ID");
    public static readonly PlatformCode PaymentExists = new("3041", "Payment ID already exists");
    public static readonly PlatformCode WrongState = new("3060", "Current payment or operation status does not allow this action");
    public static readonly PlatformCode NotFound = new("3061", "Transaction not found");
    public static readonly PlatformCode InvalidCurrency = new("3121", "Invalid currency");
    public static readonly PlatformCode RefundIdUsed = new("3230", "The operation with such merchant_refund_id already exists");
    public static readonly PlatformCode SignatureWrong = new("3261", "Invalid signature");
    public static readonly PlatformCode SignatureEmpty = new("3262", "Empty signature");
    public static readonly PlatformCode RefundTooLarge = new("3283", "Refund amount more than init amount");
    public static readonly PlatformCode RefundCurrency = new("3284", "Refund currency mismatched or empty");
    public static readonly PlatformCode AmountRequired = new("3286", "The property amount is required");
    public static readonly PlatformCode CurrencyRequired = new("3287", "The property currency is required");
    public static readonly PlatformCode AmountBelowLimit = new("3358", "Operation amount is less than limit");
    public static readonly PlatformCode Awaiting = new("9999", "Awaiting processing");
    public static readonly PlatformCode GeneralDecline = new("20000", "General decline");
    public static readonly PlatformCode InsufficientFunds = new("20105", "Insufficient funds on customer account");
    public static readonly PlatformCode CancelledByPayer = new("20301", "Account owner cancelled operation");
}
