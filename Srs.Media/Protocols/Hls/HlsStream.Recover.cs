using Srs.Media.Segments;

namespace Srs.Media.Protocols.Hls;

/// <content>Carrying on what an earlier run of the server has left: its playlist and segments on disk, or those in the store.</content>
public sealed partial class HlsStream
{
    /// <summary>Lists what is left of earlier runs. Under the lock.</summary>
    private void Recover()
    {
        if (_kind is not null && !HasTracks(_options))
        {
            return;
        }

        if (_files is not null)
        {
            if (_options.HlsRecover)
            {
                RecoverFiles(_files);
            }
        }
        else if (!_options.HlsKeys && _store.Find(_segmentsOf)?.GetAll() is { Count: > 0 } segments
            && (_options.HlsDispose <= TimeSpan.Zero || _clock.GetUtcNow() - segments[^1].WallClockEnd < _options.HlsDispose))
        {
            RecoverStored(segments);
        }
    }

    private void RecoverStored(IReadOnlyList<Segment> segments)
    {
        var form = PlainForm;
        var length = TimeSpan.Zero;
        var first = segments.Count;
        while (first > 0 && length < _options.HlsWindow && segments[first - 1].Has(form)
            && (first == segments.Count || segments[first - 1].Sequence == segments[first].Sequence - 1))
        {
            length += segments[--first].Duration;
        }

        for (; first < segments.Count; first++)
        {
            var segment = segments[first];
            var path = _names.Segment(segment);

            // Without files nothing in here waits.
            var init = _options.HlsUseFmp4 ? GetInitAsync(segment).AsTask().GetAwaiter().GetResult() : null;
            Add(new HlsEntry(segment, form, path, _names.UriOf(path), init, null));
        }
    }

    private void RecoverFiles(HlsFiles files)
    {
        try
        {
            if (files.Find(_names.Playlist) is not { } playlist || new FileInfo(playlist).Length > HlsPlaylistReader.MaxBytes
                || HlsPlaylistReader.Read(File.ReadAllText(playlist)) is not { Count: > 0 } lines)
            {
                return;
            }

            var inits = new Dictionary<string, HlsInit?>(StringComparer.Ordinal);
            foreach (var line in lines)
            {
                if (_names.PathOf(line.Uri) is { } path && files.Find(path) is { } file
                    && (line.Map is null || FindInit(files, line.Map, inits) is not null) && line.Map is not null == _options.HlsUseFmp4)
                {
                    Add(Take(line, path, file, line.Map is null ? null : inits[line.Map]));
                }
            }

            _playlistFile = playlist;
            if (_kind is null)
            {
                _store.ContinueAt(Key, lines[^1].Sequence + 1);
            }

            _logger.Recovered(Key.Url, _listed.Count);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.CannotWrite(Key.Url, e.Message);
        }
    }

    private HlsEntry Take(HlsPlaylistLine line, string path, string file, HlsInit? init)
    {
        var information = new FileInfo(file);
        var form = init is null ? SegmentForm.Ts : PlainForm;
        var written = new DateTimeOffset(information.LastWriteTimeUtc, TimeSpan.Zero);
        var segment = new Segment
        {
            Stream = Key,
            Publish = 0,
            Sequence = line.Sequence,
            Start = TimeSpan.Zero,
            WallClock = written - line.Duration,
            Timestamp = (written - line.Duration).ToUnixTimeMilliseconds(),
            IsDiscontinuity = line.IsDiscontinuity,
            Header = new SegmentHeader(init?.Number ?? -1, [], init?.Bytes ?? default),
        };
        segment.Complete(line.Duration);
        segment.PutFile(form, new SegmentFile(file, 0, information.Length));
        return new HlsEntry(segment, form, path, _names.UriOf(path), init, null) { File = file };
    }

    private HlsInit? FindInit(HlsFiles files, string uri, Dictionary<string, HlsInit?> known)
    {
        if (known.TryGetValue(uri, out var init))
        {
            return init;
        }

        if (_names.PathOf(uri) is { } path && files.Find(path) is { } file && new FileInfo(file).Length <= HlsPlaylistReader.MaxBytes)
        {
            // Numbers below zero are no header's of this run.
            init = new HlsInit(-2 - known.Count, path, _names.UriOf(path), File.ReadAllBytes(file)) { File = file };
            _catalog.Add(Key.Vhost, path, new HlsResource(this, "video/mp4", $"r-{init.Number}") { Bytes = init.Bytes });
        }

        known.Add(uri, init);
        return init;
    }
}
