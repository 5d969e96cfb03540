namespace Dashboard.Web.Callbacks;

/// <summary>A stretch of a body that the signature covers, or does not.</summary>
public readonly record struct SignedPart(string Text, bool IsSigned);

/// <summary>
/// Which lines of a message the signature covers: every member but those called <c>signature</c> and <c>frame_mode</c>, at whatever depth, with all they
/// hold (page en_Gate_Authentication, as the platform's own libraries sign).
/// </summary>
public static class SignedParts
{
    private static readonly string[] Left = ["\"signature\":", "\"frame_mode\":"];

    /// <param name="body">Indented JSON, one member a line. Anything else is not told apart: nothing comes back.</param>
    public static IReadOnlyList<SignedPart> Of(string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (!body.StartsWith('{'))
            return [];
        List<SignedPart> parts = [];
        int? within = null;
        foreach (var line in body.Split('\n'))
        {
            var text = line.AsSpan().Trim();
            var indent = line.Length - line.AsSpan().TrimStart().Length;
            var signed = within is null && !Left.Any(name => line.AsSpan(indent).StartsWith(name, StringComparison.Ordinal));
            if (within == indent && text is ['}' or ']', ..])
                within = null;
            else if (within is null && !signed && text is [.., '{' or '['])
                within = indent;
            Add(parts, line, signed);
        }

        return parts;
    }

    private static void Add(List<SignedPart> parts, string line, bool signed)
    {
        if (parts.Count == 0)
            parts.Add(new(line, signed));
        else if (parts[^1].IsSigned == signed)
            parts[^1] = new(parts[^1].Text + "\n" + line, signed);
        else
            parts.Add(new("\n" + line, signed));
    }
}
