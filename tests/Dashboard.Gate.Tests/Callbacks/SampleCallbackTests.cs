namespace Dashboard.Gate.Tests.Callbacks;

/// <summary>The samples of the two method pages, field by field.</summary>
public sealed class SampleCallbackTests
{
    public static TheoryData<string> Files { get; } = [.. Directory.GetFiles(TestData.PathOf("samples/callbacks")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_Sample_HasNoFaultsAndNoRequestShape(string file)
    {
        var root = TestData.Parse(TestData.Bytes("samples/callbacks/" + file));
        Assert.Empty(CallbackMessage.Read(root).Faults);
        Assert.False(CallbackMessage.HasRequestShape(root));
    }

    [Fact]
    public void Samples_Present_AreSix() => Assert.Equal(6, Files.Count);

    [Fact]
    public void Read_AlfaSaleSuccess_GivesEveryField()
    {
        var read = Read("alfa-click-sale-success-success-0.json");
        Assert.Equal(386, read.ProjectId);
        Assert.Equal("account1", read.AccountNumber);
        Assert.Null(read.CustomerId);
        Assert.Null(read.Redirect);
        Assert.Empty(read.Errors);
        Assert.Equal(new CallbackPayment("EP1bb6-c379")
        {
            Type = "purchase",
            Status = "success",
            Method = "alfa-click",
            Description = "",
            DateText = "2019-03-04T11:07:22+0000",
            Date = Utc(2019, 3, 4, 11, 7, 22),
            Sum = new Money(10000, "RUB"),
        }, read.Payment);
        Assert.Equal(new CallbackOperation
        {
            Id = 632,
            Type = "sale",
            Status = "success",
            RequestId = "e0865f7f",
            Code = "0",
            Message = "Success",
            DateText = "2019-03-04T11:07:22+0000",
            Date = Utc(2019, 3, 4, 11, 7, 22),
            CreatedDateText = "2019-03-04T11:07:08+0000",
            CreatedDate = Utc(2019, 3, 4, 11, 7, 8),
            SumInitial = new Money(10000, "RUB"),
            SumConverted = new Money(10000, "RUB"),
            ProviderId = 1310,
            ProviderPaymentId = "94b4a6a43480d57ee45ab107",
            ProviderDateText = "2018-10-26T07:25:18+0000",
            AuthCode = "",
            EndpointId = "alfabank",
        }, read.Operation);
    }

    [Fact]
    public void Read_AlfaSaleDecline_GivesCode()
    {
        var read = Read("alfa-click-sale-decline-decline-20105.json");
        Assert.Equal("decline", read.Payment!.Status);
        Assert.Equal(("decline", "20105", "Insufficient funds on customer account"),
            (read.Operation!.Status, read.Operation.Code, read.Operation.Message));
    }

    [Fact]
    public void Read_AlfaPartialRefund_KeepsPaymentAndOperationApart()
    {
        var read = Read("alfa-click-refund-partially-refunded-success-0.json");
        Assert.Equal("partially refunded", read.Payment!.Status);
        Assert.Equal(new Money(50000, "RUB"), read.Payment.Sum);
        Assert.Equal((633L, "refund", "success", "88c5433b45f91"), (read.Operation!.Id, read.Operation.Type, read.Operation.Status, read.Operation.RequestId));
        Assert.Equal(new Money(10000, "RUB"), read.Operation.SumInitial);
        Assert.Null(read.Operation.EndpointId);
    }

    [Fact]
    public void Read_AlfaDeclinedRefund_PaymentStaysSuccess()
    {
        var read = Read("alfa-click-refund-success-decline-3283.json");
        Assert.Equal("success", read.Payment!.Status);
        Assert.Equal(("decline", "3283"), (read.Operation!.Status, read.Operation.Code));
        Assert.Equal(new Money(100000, "RUB"), read.Operation.SumInitial);
    }

    [Fact]
    public void Read_PoliSaleSuccess_GivesCustomerAndLongOperationId()
    {
        var read = Read("poli-sale-success-success-0.json");
        Assert.Equal((579L, "1", "98742364"), (read.ProjectId, read.CustomerId, read.AccountNumber));
        Assert.Equal(("TEST_17777", "TEST_17777"), (read.Payment!.Id, read.Payment.Description));
        Assert.Equal(859000000758, read.Operation!.Id);
        Assert.Equal(("iBankAU01", "2019-03-26T02:22:15+0000"), (read.Operation.EndpointId, read.Operation.ProviderDateText));
        Assert.Equal(new Money(1000, "AUD"), read.Operation.SumInitial);
    }

    [Fact]
    public void Read_PoliSaleDecline_HasNoAccount()
    {
        var read = Read("poli-sale-decline-decline-20000.json");
        Assert.Null(read.AccountNumber);
        Assert.Equal((23132000003336L, "20000"), (read.Operation!.Id, read.Operation.Code));
        Assert.Equal(Utc(2019, 7, 2, 9, 41, 42), read.Operation.CreatedDate);
    }

    private static CallbackMessage Read(string file) => CallbackMessage.Read(TestData.Parse(TestData.Bytes("samples/callbacks/" + file)));

    private static DateTimeOffset Utc(int year, int month, int day, int hour, int minute, int second) => new(year, month, day, hour, minute, second, TimeSpan.Zero);
}
