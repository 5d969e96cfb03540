namespace Dashboard.Web.Operations;

/// <summary>Names this room's words: Texts.resx in English, Texts.ru.resx in Russian, the same keys in both.</summary>
public sealed class Texts;
