namespace Srs.Web.Reload;

/// <summary>What happened to a setting.</summary>
internal enum ChangeKind
{
    /// <summary>It has another value.</summary>
    Changed,

    /// <summary>It is a new entry of a section of names.</summary>
    Added,

    /// <summary>It was an entry of a section of names.</summary>
    Removed,
}
