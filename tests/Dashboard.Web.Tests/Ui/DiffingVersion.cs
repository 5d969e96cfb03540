using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Dashboard.Web.Tests.Ui;

/// <summary>bUnit was built against a later AngleSharp.Diffing than the one that can be had; the members it calls are the same.</summary>
internal static class DiffingVersion
{
    [ModuleInitializer]
    internal static void Accept() => AssemblyLoadContext.Default.Resolving += static (context, wanted) =>
        wanted.Name == "AngleSharp.Diffing" ? Load(context, wanted) : null;

    private static Assembly Load(AssemblyLoadContext context, AssemblyName wanted) =>
        context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{wanted.Name}.dll"));
}
