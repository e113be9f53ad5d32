namespace Srs.Web.Reload;

/// <summary>A change that was made.</summary>
/// <param name="Version">Number of the snapshot that it made, from 1 at the start.</param>
/// <param name="Time">When.</param>
/// <param name="Author">Who: a user or key of the API, or what made the server read its settings again.</param>
/// <param name="Trigger">How, such as <c>start</c>, <c>SIGHUP</c>, <c>patch</c>.</param>
/// <param name="Changes">What; none at the start.</param>
/// <param name="IsPersisted">Whether it was written to the file that is read at the next start.</param>
/// <param name="Settings">The snapshot.</param>
internal sealed record ReloadRecord(
    int Version, DateTimeOffset Time, string Author, string Trigger, IReadOnlyList<OptionChange> Changes, bool IsPersisted, LoadedSettings Settings);
