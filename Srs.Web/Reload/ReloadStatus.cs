namespace Srs.Web.Reload;

/// <summary>How far the last reload came, as SRS's <c>reload-fetch</c> tells it.</summary>
/// <param name="Code">SRS's error number; 0 for none.</param>
/// <param name="Message">Why it failed, or <c>Success</c>.</param>
/// <param name="State">One of the states.</param>
/// <param name="Id">Id of the reload; empty before the first.</param>
internal sealed record ReloadStatus(int Code, string Message, int State, string Id)
{
    /// <summary>Nothing was reloaded yet.</summary>
    public const int Init = 0;

    /// <summary>The sources are being read.</summary>
    public const int Parsing = 10;

    /// <summary>They are good, and being compared.</summary>
    public const int Transforming = 20;

    /// <summary>The changes are being made.</summary>
    public const int Applying = 30;

    /// <summary>Done.</summary>
    public const int Finished = 90;

    /// <summary>SRS's code for a configuration that is wrong.</summary>
    public const int ConfigInvalid = 1023;

    /// <summary>Before the first reload.</summary>
    public static readonly ReloadStatus None = new(0, "Success", Init, "");
}
