using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using Srs.Media.Configuration;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Hls;

/// <summary>The file of a stream's master playlist below <c>hls_path</c>, for web servers that know nothing of renditions. Thread-safe.</summary>
/// <param name="whole">The stream.</param>
/// <param name="renditions">Which streams are its renditions.</param>
/// <param name="logger">The log.</param>
internal sealed class HlsMasterFile(StreamKey whole, RenditionOptions renditions, ILogger logger)
{
    private readonly Lock _gate = new();
    private Task _writing = Task.CompletedTask;
    private string _text = "";
    private string? _file;
    private bool _hasFault;

    /// <summary>Names of the streams that can be its renditions.</summary>
    public ImmutableArray<StreamKey> Names { get; } = Renditions.NamesOf(whole, renditions);

    /// <summary>Writes it, where there is something to choose, and it has changed. Never fails.</summary>
    /// <param name="options">Checked options, with a path.</param>
    /// <param name="find">Finds what the master playlist names.</param>
    public Task WriteAsync(HlsOptions options, Func<ImmutableArray<HlsRendition>> find)
    {
        // One after the other: the streams of a whole are cut on threads of their own.
        lock (_gate)
        {
            return _writing = WriteAsync(_writing, options, find);
        }
    }

    /// <summary>Deletes it, off the caller's thread: a disk may stand still.</summary>
    public void Delete()
    {
        lock (_gate)
        {
            _writing = DeleteAsync(_writing);
        }
    }

    private async Task WriteAsync(Task before, HlsOptions options, Func<ImmutableArray<HlsRendition>> find)
    {
        await before.ConfigureAwait(false);
        var names = new HlsNames(options, whole, static time => time);
        var found = find();
        var text = HlsRendition.AreSeveral(found, whole)
            ? HlsMaster.Write(HlsRendition.Choose(found, static stream => stream.ListedSegments > 0), stream => stream.Describe(names.UriOfPlaylist(stream.PlaylistPath)))
            : null;
        if (text is null || text == _text)
        {
            return;
        }

        try
        {
            var file = await new HlsFiles(options.HlsPath, "").WritePlaylistAsync(names.Master, Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
            (_text, _file, _hasFault) = (text, options.HlsCleanup ? file : null, false);
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

    private async Task DeleteAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (_file is { } file)
        {
            HlsFiles.Delete(file);
        }
    }
}
