using System.Data.Common;

namespace Dashboard.Web.Shell;

/// <summary>A failure of the database, by itself or wrapped by what was saving.</summary>
internal static class DatabaseFailure
{
    public static bool Is(Exception failure) => failure is DbException || (failure.InnerException is { } inner && Is(inner));
}
