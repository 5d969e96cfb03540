namespace Dashboard.Core.Access;

/// <summary>Who does something: a signed-in person, the command line, or the system itself. Carries no rights; those are read when needed.</summary>
/// <param name="UserId">The person; null for the command line and the system.</param>
/// <param name="Name">As written to the audit log.</param>
/// <param name="SourceAddress">Address the request came from, when there was one.</param>
public sealed record Actor(Guid? UserId, string Name, string? SourceAddress = null)
{
    /// <summary>Somebody with access to the machine's command line; may do everything.</summary>
    public static Actor CommandLine { get; } = new(null, "command line") { Trusted = true };

    /// <summary>Background work: senders, reconcilers.</summary>
    public static Actor System { get; } = new(null, "system") { Trusted = true };

    internal bool Trusted { get; private init; }
}
