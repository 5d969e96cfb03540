using System.Data.Common;
using System.Security.Cryptography;

namespace Dashboard.Web.Refunds.Batches;

/// <summary>Writes down why a page of batches could not read, under a reference that the page shows.</summary>
internal static partial class BatchLog
{
    public static string Report(ILogger log, DbException failure)
    {
        var reference = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 10);
        LogFailure(log, failure, reference);
        return reference;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Refund batches could not be read. Reference {Reference}")]
    private static partial void LogFailure(ILogger logger, Exception failure, string reference);
}
