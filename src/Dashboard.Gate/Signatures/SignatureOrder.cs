namespace Dashboard.Gate;

/// <summary>
/// How the flattened lines are sorted before they are signed. The platform's own SDKs disagree (PHP and JS natural, Python by key, Java and Go by
/// line), and the orders differ only where paths hold numbers of several digits or one path begins another.
/// </summary>
public enum SignatureOrder
{
    /// <summary>PHP's natural, case-sensitive order of the paths (<c>items:2</c> before <c>items:10</c>). The reference.</summary>
    Natural,

    /// <summary>Byte order of the paths.</summary>
    Key,

    /// <summary>Byte order of the whole <c>path:value</c> lines.</summary>
    Line,
}
