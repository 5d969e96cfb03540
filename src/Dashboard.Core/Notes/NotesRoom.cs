using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Notes;

public static class NotesRoom
{
    public static IServiceCollection AddNotes(this IServiceCollection services) => services
        .AddSingleton<NoteQueries>()
        .AddSingleton<AddNote>()
        .AddSingleton<WithdrawNote>();
}
