namespace Srs.Media.Transcoding;

/// <summary>A worker as the server sees it.</summary>
/// <param name="Name">What it is called in the log: its process id.</param>
/// <param name="Input">Takes the server's messages; closing it ends the worker.</param>
/// <param name="Output">Its answers; ends with it.</param>
/// <param name="Kill">Ends it at once, so that <paramref name="Output"/> ends; again and again without harm.</param>
internal sealed record TranscodeWorkerLink(string Name, Stream Input, Stream Output, Action Kill) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        Input.Dispose();
        Output.Dispose();
    }
}
