using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Srs.Media.Configuration;
using Srs.Media.Protocols.Hls;

namespace Srs.Media.Protocols.Dash;

/// <content>The file of their manifest below <c>dash_path</c>, which names the folders that the renditions have there.</content>
internal sealed partial class DashRenditions
{
    private Task _writing = Task.CompletedTask;
    private string? _file;
    private bool _hasFault;

    /// <summary>Writes it. Never fails.</summary>
    /// <param name="streams">The renditions.</param>
    /// <param name="dash">Checked options, with a path.</param>
    /// <param name="logger">The log.</param>
    public Task WriteFileAsync(ImmutableArray<DashStream> streams, DashOptions dash, ILogger logger)
    {
        // One after the other: the streams of a whole are cut on threads of their own.
        lock (_gate)
        {
            return _writing = WriteFileAsync(_writing, streams, dash, logger);
        }
    }

    /// <summary>Deletes it, off the caller's thread: a disk may stand still.</summary>
    public void DeleteFile()
    {
        lock (_gate)
        {
            _writing = DeleteFileAsync(_writing);
        }
    }

    /// <summary>Where the segments of a rendition are as seen from the manifest of the whole.</summary>
    private string FolderOf(DashOptions dash, DashRendition rendition)
    {
        // The manifest's own folder; below a slash, so that it is nobody's current one.
        var from = "/" + DashFiles.ManifestOf(dash, whole);
        var to = "/" + DashFiles.FolderOf(dash, whole with { Stream = rendition.Name });
        var path = Path.GetRelativePath(from[..(from.LastIndexOf('/') + 1)], to).Replace(Path.DirectorySeparatorChar, '/');
        return string.Join('/', path.Split('/').Select(Uri.EscapeDataString)) + "/";
    }

    private async Task WriteFileAsync(Task before, ImmutableArray<DashStream> streams, DashOptions dash, ILogger logger)
    {
        await before.ConfigureAwait(false);
        byte[] bytes;
        lock (_gate)
        {
            var renditions = Look(streams, isLowLatency: false, "");
            if (renditions.IsEmpty)
            {
                return;
            }

            bytes = Write([.. renditions.Select(rendition => rendition with { Folder = FolderOf(dash, rendition), View = rendition.View with { Naming = DashNaming.Number } })], "");
        }

        try
        {
            var file = await HlsFiles.WriteAsync(dash.DashPath, DashFiles.ManifestOf(dash, whole), ".tmp", output => output.WriteAsync(bytes).AsTask()).ConfigureAwait(false);
            _file = dash.DashCleanup ? file : null;
            _hasFault = false;
        }
        catch (IOException e)
        {
            // Once, not for each segment while a disk is full.
            if (!_hasFault)
            {
                logger.CannotWrite(whole.Url, e.Message);
            }

            _hasFault = true;
        }
    }

    private async Task DeleteFileAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (_file is { } file)
        {
            HlsFiles.Delete(file);
        }
    }
}
