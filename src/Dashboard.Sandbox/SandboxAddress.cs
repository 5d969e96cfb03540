using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Dashboard.Sandbox;

/// <summary>Where the emulator can be reached; known once it has started, since a port of 0 is chosen then.</summary>
internal sealed class SandboxAddress(IServer server)
{
    public Uri Base => new(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>The page where the payer of this payment presses Success or Decline.</summary>
    public Uri PayerPage(string token) => new(Base, "/pay/" + token);
}
