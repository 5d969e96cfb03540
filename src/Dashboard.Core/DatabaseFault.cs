using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core;

/// <summary>What the pages need to know of the database: whether it was at fault.</summary>
public static class DatabaseFault
{
    /// <summary>The database did not do it, for whatever reason of its own: nothing was kept. What was typed can be sent again.</summary>
    public static bool Is(Exception failure) => failure is DbException or DbUpdateException;
}
