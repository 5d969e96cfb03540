using System.Globalization;
using Dashboard.Core.Access;

namespace Dashboard.Web.Access;

/// <summary>One user per role for trying things out, with random passwords that are printed once, when the user is made.</summary>
public sealed class DemoUsers(UserAccounts accounts, [FromKeyedServices(FirstAdmin.Console)] TextWriter console)
{
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        foreach (var role in Roles.All)
        {
            var name = role.ToLower(CultureInfo.InvariantCulture);
            var email = $"{name}@demo.test";
            if (await accounts.ExistsAsync(email))
                continue;
            var password = UserAccounts.RandomPassword();
            var made = await accounts.AddAsync(Actor.System, new NewUser($"Demo {name}", email, password, role, AllProjects: true), cancellationToken);
            if (!made.Succeeded)
                throw new InvalidOperationException($"Demo user {email}: {string.Join(' ', made.Errors.Select(error => error.Code))}");
            await console.WriteLineAsync($"Demo user {email,-20} password {password}".AsMemory(), cancellationToken);
        }

        await console.FlushAsync(cancellationToken);
    }
}
