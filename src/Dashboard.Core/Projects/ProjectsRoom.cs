using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Projects;

public static class ProjectsRoom
{
    public static IServiceCollection AddProjects(this IServiceCollection services) => services
        .AddSingleton<SecretBox>()
        .AddSingleton<ProjectKeys>()
        .AddSingleton<AddProject>()
        .AddSingleton<RotateSecret>()
        .AddSingleton<ProjectList>();
}
