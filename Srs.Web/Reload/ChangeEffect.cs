namespace Srs.Web.Reload;

/// <summary>When a changed setting counts.</summary>
internal enum ChangeEffect
{
    /// <summary>At once: for the server as a whole, or for sessions that begin from now on.</summary>
    Live,

    /// <summary>When the server is started again.</summary>
    Restart,

    /// <summary>Never so far: the feature is not available yet.</summary>
    NotAvailable,
}
