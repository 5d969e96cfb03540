namespace Dashboard.Web.Access;

/// <summary>Section <c>SignIn</c> of the settings.</summary>
public sealed class SignInLimits
{
    public const string Section = "SignIn";

    /// <summary>Sign-in and set-up posts one address may send in a minute.</summary>
    public int PostsPerMinute { get; set; } = 20;

    /// <summary>Wrong passwords or codes before the account is locked for <see cref="LockMinutes"/>.</summary>
    public int Tries { get; set; } = 10;

    public int LockMinutes { get; set; } = 30;

    /// <summary>Minutes without use after which a session ends.</summary>
    public int IdleMinutes { get; set; } = 15;

    /// <summary>Hours after signing in at which a session ends, used or not.</summary>
    public int AbsoluteHours { get; set; } = 12;

    /// <summary>Seconds within which a disabled user or a changed password ends open pages; 60 at most.</summary>
    public int RevalidateSeconds { get; set; } = 30;

    /// <summary>Roles that move money or administer must use a second factor. Null = yes unless <c>Demo:Enabled</c>.</summary>
    public bool? RequireSecondFactor { get; set; }

    public IEnumerable<string> Faults()
    {
        if (PostsPerMinute < 1)
            yield return $"{Section}:PostsPerMinute must be 1 or more.";
        if (Tries is < 1 or > 10)
            yield return $"{Section}:Tries must be from 1 to 10.";
        if (LockMinutes < 30)
            yield return $"{Section}:LockMinutes must be 30 or more.";
        if (IdleMinutes is < 1 or > 15)
            yield return $"{Section}:IdleMinutes must be from 1 to 15.";
        if (AbsoluteHours is < 1 or > 12)
            yield return $"{Section}:AbsoluteHours must be from 1 to 12.";
        if (RevalidateSeconds is < 1 or > 60)
            yield return $"{Section}:RevalidateSeconds must be from 1 to 60.";
    }
}
