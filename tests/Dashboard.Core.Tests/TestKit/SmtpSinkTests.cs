using System.Net;
using System.Net.Mail;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.TestKit;

public sealed class SmtpSinkTests
{
    [Fact]
    public async Task Send_SignedIn_MailArrivesWithEnvelopeAndText()
    {
        await using var sink = new SmtpSink(("reports", "secret"));
        using var client = new SmtpClient("127.0.0.1", sink.Port) { Credentials = new NetworkCredential("reports", "secret") };
        using var mail = new MailMessage("from@example.com", "to@example.com", "Daily report", ".starts with a dot");

        await client.SendMailAsync(mail, TestContext.Current.CancellationToken);

        var received = await sink.NextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("from@example.com", "to@example.com"), (received.From, Assert.Single(received.To)));
        Assert.Contains("Subject: Daily report", received.Text, StringComparison.Ordinal);
        Assert.Contains("\r\n.starts with a dot", received.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_WrongPassword_IsRefused()
    {
        await using var sink = new SmtpSink(("reports", "secret"));
        using var client = new SmtpClient("127.0.0.1", sink.Port) { Credentials = new NetworkCredential("reports", "wrong") };
        using var mail = new MailMessage("from@example.com", "to@example.com", "Daily report", "text");

        await Assert.ThrowsAnyAsync<SmtpException>(() => client.SendMailAsync(mail, TestContext.Current.CancellationToken));

        Assert.Empty(sink.Mails);
    }
}
