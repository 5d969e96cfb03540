namespace Dashboard.Sandbox.Pages;

/// <summary>Every page of the emulator, and the three files they need.</summary>
internal static class PageEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        StartPage.Map(app);
        PaymentDeskPage.Map(app);
        DeliveryTable.Map(app);
        MethodPage.Map(app);
        PaymentPage.Map(app);
        MapAsset(app, "sandbox.css", "text/css; charset=utf-8");
        MapAsset(app, "sandbox.js", "text/javascript; charset=utf-8");
        MapAsset(app, "sandbox.svg", "image/svg+xml");
    }

    private static void MapAsset(IEndpointRouteBuilder app, string name, string type)
    {
        using var stream = typeof(PageEndpoints).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The file {name} is not part of the assembly.");
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        var bytes = buffer.ToArray();
        app.MapGet("/assets/" + name, () => Results.Bytes(bytes, type));
    }
}
