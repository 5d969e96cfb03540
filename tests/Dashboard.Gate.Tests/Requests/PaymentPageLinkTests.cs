namespace Dashboard.Gate.Tests.Requests;

public sealed class PaymentPageLinkTests
{
    private const string Secret = "sandbox-secret-0123456789abcdef";

    private static PaymentPageLink Alfa => new()
    {
        ProjectId = 386,
        PaymentId = "order-0001",
        Amount = 10000,
        Currency = "RUB",
        CustomerId = "c-1",
        CustomerAccountNumber = "u_customer",
        ForcePaymentMethod = "alfa-click",
        LanguageCode = "ru",
        ReturnUrl = new Uri("https://shop.example/return?x=1&y=2"),
        Others = new Dictionary<string, string> { ["interface_type"] = "{\"id\":29}", ["frame_mode"] = "iframe" },
    };

    [Fact]
    public void Build_AlfaClick_SignsTheValuesBeforeUrlEncoding()
    {
        const string expected = "F2+RJ2mY+Is1nsZccKeEs29adILgM3oQz4Z3aHmYfOHu4cXiQZdtvbloUDkts19k7GXMwJaLDhYVtU9aJZhDPQ==";
        var link = Alfa.Build(Secret);
        Assert.Equal(expected, Alfa.Sign(Secret));
        Assert.StartsWith("https://paymentpage.ecommpay.com/payment?project_id=386&payment_id=order-0001&", link.AbsoluteUri, StringComparison.Ordinal);
        Assert.EndsWith("&signature=" + Uri.EscapeDataString(expected), link.AbsoluteUri, StringComparison.Ordinal);
        Assert.Contains("merchant_return_url=https%3A%2F%2Fshop.example%2Freturn%3Fx%3D1%26y%3D2", link.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_BooleansAndTimes_AreWrittenAsThePageReadsThem()
    {
        var link = Alfa with { RecurringRegister = true, BestBefore = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.FromHours(3)) };
        Assert.Equal("1", link.Parameters()["recurring_register"]);
        Assert.Equal("0", (link with { RecurringRegister = false }).Parameters()["recurring_register"]);
        Assert.Equal("2030-01-02T00:04:05+00:00", link.Parameters()["best_before"]);
        Assert.Contains("best_before=2030-01-02T00%3A04%3A05%2B00%3A00", link.Build(Secret, new Uri("http://localhost:1/payment")).AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_Semicolon_IsRefusedWithTheParametersName()
    {
        Assert.Equal(["customer_id: must not contain a semicolon"], (Alfa with { CustomerId = "J;operation:status:success" }).Faults());
        Assert.Equal(["payment_description: must not contain a semicolon"], (Alfa with { Description = "a;b" }).Faults());
        Assert.Equal(["merchant_success_url: must not contain a semicolon"], (Alfa with { SuccessUrl = new Uri("https://shop.example/a;b") }).Faults());
        Assert.Equal(["payment_id: must not contain a semicolon"], (Alfa with { PaymentId = "a;b" }).Faults());
        Assert.Equal(["x: must not contain a semicolon"], (Alfa with { Others = new Dictionary<string, string> { ["x"] = ";" } }).Faults());
        Assert.Throws<ArgumentException>(() => (Alfa with { CustomerId = ";" }).Build(Secret));
    }

    [Fact]
    public void Faults_AlfaClick_NeedsTheLoginAndItsCurrencies()
    {
        Assert.Equal(["customer_account_number: must not be empty"], (Alfa with { CustomerAccountNumber = null }).Faults());
        Assert.Equal(["payment_currency: alfa-click takes EUR, KZT, RUB, USD"], (Alfa with { Currency = "GBP" }).Faults());
    }

    [Fact]
    public void Faults_Poli_NeedsCustomerAndReturnAddress()
    {
        var poli = Alfa with { ForcePaymentMethod = "poli", Currency = "AUD", ReturnUrl = null };
        Assert.Equal(["customer_email", "customer_first_name", "customer_last_name", "merchant_return_url"],
            poli.Faults().Select(f => f[..f.IndexOf(':', StringComparison.Ordinal)]));
        Assert.Equal(["payment_currency: poli takes AUD, NZD"], (poli with
        {
            Currency = "EUR",
            CustomerEmail = "johnson@mail.com",
            CustomerFirstName = "John",
            CustomerLastName = "Johnson",
            ReturnUrl = new Uri("https://shop.example/"),
        }).Faults());
    }

    [Fact]
    public void Faults_OtherParameters_CannotReplaceTheSignatureOrBreakTheAddress()
    {
        Assert.Single((Alfa with { Others = new Dictionary<string, string> { ["signature"] = "x" } }).Faults());
        Assert.Single((Alfa with { Others = new Dictionary<string, string> { ["a&b"] = "x" } }).Faults());
        Assert.Equal("386", (Alfa with { Others = new Dictionary<string, string> { ["project_id"] = "1" } }).Parameters()["project_id"]);
    }
}
