using Microsoft.AspNetCore.DataProtection;

namespace Dashboard.Web.Security;

/// <summary>
/// The keys that seal cookies and secrets. They lie in a folder of their own outside the database, the same one for the server and the command line:
/// whoever has the database alone cannot read a secret.
/// </summary>
public static class KeyRing
{
    /// <summary>Setting that names the folder, relative to the content root.</summary>
    public const string FolderSetting = "Keys:Folder";

    public const string DefaultFolder = "data/keys";

    public static IServiceCollection AddKeyRing(this IServiceCollection services, IConfiguration configuration, string contentRoot)
    {
        var folder = new DirectoryInfo(Path.Combine(contentRoot, configuration[FolderSetting] is { Length: > 0 } set ? set : DefaultFolder));
        if (OperatingSystem.IsWindows())
            folder.Create();
        else
            Directory.CreateDirectory(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        services.AddDataProtection().SetApplicationName("Dashboard").PersistKeysToFileSystem(folder);
        return services;
    }
}
