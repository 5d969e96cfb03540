using System.Text;

namespace Dashboard.Gate.Tests.Requests;

public sealed class RequestBytesTests
{
    private const string Secret = "sandbox-secret-0123456789abcdef";

    [Fact]
    public void RefundRequest_SampleOfThePage_SignsLikeTheSdks()
    {
        var bytes = Refund() with { ProjectId = 239, PaymentId = "refund_02", Amount = 50000, Description = "refund_02", MerchantRefundId = null };
        var root = TestData.Parse(bytes.ToSignedBytes("test_secret_key"));
        Assert.Equal("tDYMgvpq3bY2Fep1Ij1HxxizqDVv6Bh2yYOv8e0IzrkjZi/gqdw0Iatl8XO+TNRqQR4dYgaxdKZxeOAyYydqgw==", Signature.Find(root));
        Assert.Equal("customer:ip_address:1.2.3.4;general:payment_id:refund_02;general:project_id:239;payment:amount:50000;payment:currency:RUB;"
            + "payment:description:refund_02", Encoding.UTF8.GetString(Signature.CanonicalText(root)));
    }

    [Fact]
    public void RefundRequest_Bytes_AreTheSameEachTimeAndHoldNoSecret()
    {
        var prepared = Refund().Prepare(Secret);
        Assert.Equal(Refund().ToSignedBytes(Secret), prepared.Body.ToArray());
        Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(prepared.Body.Span), StringComparison.Ordinal);
        Assert.Equal(64, prepared.Sha256.Length);
        Assert.Equal("/v2/payment/refund", prepared.Path);
        Assert.Contains("\"merchant_refund_id\":\"r-1\"", Encoding.UTF8.GetString(prepared.Body.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a;b", "payment.description: must not contain a semicolon")]
    [InlineData("", "payment.description: must not be empty")]
    [InlineData("a\nb", "payment.description: must not contain control characters or broken Unicode")]
    public void RefundRequest_BadDescription_IsNamed(string description, string fault)
    {
        var request = Refund() with { Description = description };
        Assert.Equal([fault], request.Faults());
        Assert.Contains(fault, Assert.Throws<ArgumentException>(() => request.ToSignedBytes(Secret)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefundRequest_EveryBadField_IsNamed()
    {
        var request = new RefundRequest
        {
            ProjectId = 0,
            PaymentId = "a\0",
            Amount = 0,
            Currency = "BTC",
            Description = new string('x', 250) + "\ud83d!" + new string('y', 10),
            MerchantRefundId = "a;b",
            CustomerIp = "1.2.3",
            Path = "/x",
        };
        Assert.Equal(["general.project_id", "general.payment_id", "payment.amount", "payment.currency", "payment.description", "payment.description",
            "payment.merchant_refund_id"], request.Faults().Select(f => f[..f.IndexOf(':', StringComparison.Ordinal)]));
        Assert.Equal(["customer.ip_address: not an IP address"], (Refund() with { CustomerIp = "customer" }).Faults());
    }

    [Fact]
    public void PaymentStatusRequest_Bytes_SignLikeTheSdks()
    {
        var prepared = new PaymentStatusRequest { ProjectId = 386, PaymentId = "EP1bb6-c379" }.Prepare(Secret);
        Assert.Equal("kYUNB9QUitzA63MWwL8aip+3G87u+mYpNpQlf5Vm7OMrtWbICxnh6KfAlOvMLbvvtHA/ci6ESMF8xxwuVl3NNA==", Signature.Find(TestData.Parse(prepared.Body.ToArray())));
    }

    [Fact]
    public void OperationsQuery_Bytes_SignLikeTheSdks()
    {
        var query = new OperationsQuery
        {
            ProjectIds = [1001, 1002],
            Start = new DateTime(2024, 1, 1),
            End = new DateTime(2024, 1, 31, 23, 59, 59),
            Type = "sale",
        };
        Assert.Equal("bDApmqQkR5n+ztROUIMWcLh774GhTBkN5Bh3JqiCtjFu8ekWhFtzAKuF8q00Oai9mCllNG31zlnVAphg2JykyQ==",
            Signature.Find(TestData.Parse(query.ToSignedBytes("SAMPLETOKEN0000000000000000AB", Secret))));
        Assert.Equal(["limit: 1 to 1000", "offset: must not be negative"], (query with { Limit = 1001, Offset = -1 }).Faults());
    }

    [Fact]
    public void SaleRequest_SamplesOfBothPages_AreSignedAndComplete()
    {
        var alfa = new SaleRequest
        {
            ProjectId = 35,
            PaymentId = "Payment 12",
            Amount = 10000,
            Currency = "RUB",
            Method = "alfa-click",
            CustomerId = "customer123",
            CustomerIp = "1.1.1.1",
            CustomerAccountId = "account_1",
        };
        Assert.Equal("/v2/payment/online-banking/alfa-click/sale", alfa.Path);
        Assert.Equal("customer:account_id:account_1;customer:id:customer123;customer:ip_address:1.1.1.1;general:payment_id:Payment 12;general:project_id:35;"
            + "payment:amount:10000;payment:currency:RUB", Encoding.UTF8.GetString(Signature.CanonicalText(TestData.Parse(alfa.ToSignedBytes(Secret)))));
        Assert.Equal(["customer.phone: must not be empty"], (alfa with { Currency = "KZT" }).Faults());
        Assert.Equal(3, (alfa with { Method = "poli" }).Faults().Count);
        Assert.Equal(["method: small Latin letters, digits and hyphens only"], (alfa with { Method = "../x" }).Faults());
    }

    private static RefundRequest Refund() => new()
    {
        ProjectId = 386,
        PaymentId = "EP1bb6-c379",
        Amount = 10000,
        Currency = "RUB",
        Description = "goods returned",
        MerchantRefundId = "r-1",
        CustomerIp = "1.2.3.4",
    };
}
