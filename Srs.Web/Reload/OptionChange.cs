namespace Srs.Web.Reload;

/// <summary>A setting that differs between two snapshots.</summary>
/// <param name="Key">The key, such as <c>Srs:Rtmp:ChunkSize</c>; of an entry, such as a virtual host, that is added or removed as a whole, its section.</param>
/// <param name="Kind">What happened to it.</param>
/// <param name="Old">Its value before, secrets masked; null for none.</param>
/// <param name="New">Its value then, likewise.</param>
/// <param name="Effect">When it counts.</param>
internal sealed record OptionChange(string Key, ChangeKind Kind, string? Old, string? New, ChangeEffect Effect);
