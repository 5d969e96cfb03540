using System.Net;
using System.Net.Sockets;

namespace Dashboard.TestKit;

/// <summary>Ports for servers that have to be told their port before they start.</summary>
public static class FreePort
{
    /// <summary>A port of the loopback that was free a moment ago; the system hands them out in turn, so a clash is unlikely.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
