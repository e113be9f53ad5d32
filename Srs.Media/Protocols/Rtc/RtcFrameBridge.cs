using Microsoft.Extensions.Logging;
using Srs.Media.Buffers;
using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;
using Srs.Media.Rtp.Stages;
using Srs.Media.Streams;
using Srs.Media.Transcoding;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The bridge from the frames of a stream to packets for WebRTC players: one for all of them, from the first to the last.</summary>
/// <remarks>
/// While a WebRTC publisher is there, its packets go instead and the frames are left alone. Sound of which WebRTC knows nothing is
/// transcoded to Opus in a worker, once for all players; its times stay those of the stream, so that it stays with the picture. So are
/// pictures with B-frames, see <see cref="RtcVideoFrames"/>.
/// </remarks>
internal sealed class RtcFrameBridge : IAsyncDisposable
{
    /// <summary>Sound that waited longer for its worker's start is left out: players that got it at once would stay behind by it.</summary>
    private static readonly TimeSpan MaxLateness = TimeSpan.FromMilliseconds(60);

    private readonly RtcStream _packets;
    private readonly LiveStream _frames;
    private readonly RtcServer _server;
    private readonly BufferPool _pool;
    private readonly RtpPacketizerOptions _cutting;
    private readonly BFrameMode _bFrames;
    private readonly bool _transcodesBFrames;
    private readonly TranscodeWorkers? _transcoding;
    private readonly int _opusBitrate;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Track> _tracks = [];
    private readonly Task _run;
    private TimeSpan? _offset;
    private bool _hasWarned;
    private bool _lacksSound;

    /// <summary>Starts it.</summary>
    /// <param name="packets">Where the packets go.</param>
    /// <param name="frames">The stream.</param>
    /// <param name="vhost">Its options.</param>
    /// <param name="server">The clock of the RTP plane.</param>
    /// <param name="pool">Where packets live.</param>
    /// <param name="transcoding">Transcodes sound, and pictures with B-frames; null when that cannot be.</param>
    /// <param name="logger">Takes the warnings about B-frames and missing sound.</param>
    public RtcFrameBridge(
        RtcStream packets, LiveStream frames, VhostOptions vhost, RtcServer server, BufferPool pool, TranscodeWorkers? transcoding, ILogger logger)
    {
        (_packets, _frames, _server, _pool, _transcoding, _logger) = (packets, frames, server, pool, transcoding, logger);
        _opusBitrate = vhost.Rtc.OpusBitrate;
        _cutting = new RtpPacketizerOptions { KeepSei = vhost.Rtc.KeepAvcNaluSei };
        _bFrames = vhost.Rtc.KeepBframe ? BFrameMode.Retime : BFrameMode.Drop;
        _transcodesBFrames = vhost.Rtc.TranscodeBframe && !vhost.Rtc.KeepBframe && transcoding is not null;
        _run = Task.Run(RunAsync);
    }

    /// <summary>Stops it, and returns when it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var subscription = _frames.Subscribe();
        try
        {
            while (true)
            {
                await subscription.WaitAsync(_stop.Token).ConfigureAwait(false);
                while (subscription.TryRead(out var item))
                {
                    Take(item, subscription);
                }

                foreach (var track in _tracks)
                {
                    SendTranscoded(track);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The last player has left.
        }
        catch (Exception e)
        {
            _logger.RtcFault(e);
        }
        finally
        {
            _packets.End(this);
            _tracks.ForEach(static track => track.Dispose());
        }
    }

    private void Take(in SubscriptionItem item, FrameSubscription subscription)
    {
        if (item.Headers is { } headers)
        {
            ShowTracks(headers, subscription);
        }

        if (item.Frame is { } frame)
        {
            using (frame)
            {
                if (_packets.IsSource(this))
                {
                    Send(frame, frame.Dts <= subscription.JoinedAt);
                }
            }
        }
    }

    private void ShowTracks(StreamHeaders headers, FrameSubscription subscription)
    {
        if (!_packets.IsFreeFor(this))
        {
            return;
        }

        foreach (var source in headers.Tracks)
        {
            if (RtcCodecs.ToPlayable(source, _transcoding) is not { } info)
            {
                _lacksSound |= WarnOfSound(source);
                continue;
            }

            var known = Find(source);
            if (known is not null && (known.Transcode is null ? known.Info.Codec == info.Codec : known.Source.HasSameSetup(source)))
            {
                if (!known.Source.HasSameSetup(source))
                {
                    known.Source = source;
                    known.Video?.OnNewSetup();
                }

                continue;
            }

            if (known is not null)
            {
                known.Dispose();
                _tracks.Remove(known);
            }

            var settings = ReferenceEquals(info, source) ? null : TranscodeSettings.Of(source, info.Codec, _opusBitrate);
            var transcode = settings is null ? null : _transcoding!.Open(_frames.Key.ToString(), settings, subscription.Wake);
            var track = new Track(source, info, RtcCodecs.ToFormat(info)!, _cutting, _pool, transcode);
            if (info.Kind == MediaKind.Video)
            {
                Func<Transcode?>? open = _transcodesBFrames && info.Codec == MediaCodec.H264 ? () => OpenPictures(track.Source, subscription) : null;
                track.Video = new RtcVideoFrames(_bFrames, open, _pool, (frame, time) => Send(track, frame, time));
            }

            _tracks.Add(track);
        }

        _packets.Begin(this, [.. _tracks.Select(static track => track.Public)]);
    }

    private bool WarnOfSound(TrackInfo track)
    {
        if (!_lacksSound && track.Kind == MediaKind.Audio)
        {
            _logger.RtcLacksSound(_frames.Key, track.Codec);
            return true;
        }

        return false;
    }

    private Track? Find(TrackInfo source) => _tracks.Find(track => track.Source.Kind == source.Kind && track.Source.Id == source.Id);

    private void Send(MediaFrame frame, bool isPast)
    {
        if (Find(frame.Track) is not { } track)
        {
            return;
        }

        // One offset for all tracks, so that sound and picture stay together whenever they came.
        _offset ??= _server.RtpClock.Now - frame.Dts;
        if (track.Transcode is { } transcode)
        {
            // Pictures need those before them; sound of the past would come all at once, too late for them.
            if (!isPast)
            {
                transcode.Send(frame.Payload.Span, frame.Dts);
                track.Newest = frame.Dts;
            }

            return;
        }

        if (track.Video is { } video)
        {
            video.Take(frame);
            WarnOfBFrames(video);
        }
        else
        {
            Send(track, frame, frame.Dts);
        }
    }

    private Transcode? OpenPictures(TrackInfo source, FrameSubscription subscription)
    {
        var settings = new TranscodeSettings(source.Codec, SampleRate: 0, Channels: 0, source.Config, MediaCodec.H264, Bitrate: 0);
        return _transcoding!.HasRoomForVideo ? _transcoding.Open(_frames.Key.ToString(), settings, subscription.Wake) : null;
    }

    private void WarnOfBFrames(RtcVideoFrames video)
    {
        if (video.HasSeenBFrames && !_hasWarned)
        {
            _hasWarned = true;
            var fate = _bFrames == BFrameMode.Retime ? "go on at other times, which few players show"
                : video.IsTranscoding ? "are encoded again without them, which takes a good part of a processor"
                : "go on without them, at a lower frame rate";
            _logger.RtcHasBFrames(_frames.Key, fate, BFramePolicy.Advice);
        }
    }

    private void SendTranscoded(Track track)
    {
        track.Video?.SendTranscoded();
        while (track.Transcode is { } transcode && transcode.TryTake(out var output))
        {
            if (output.Payload is null)
            {
                track.IsLate = true;
            }
            else if (track.IsLate && track.Newest - output.Time > MaxLateness)
            {
                output.Dispose();
            }
            else
            {
                track.IsLate = false;
                using var frame = output.ToFrame(track.Info);
                Send(track, frame, output.Time);
            }
        }
    }

    private void Send(Track track, MediaFrame frame, TimeSpan time)
    {
        if (!_packets.IsSource(this) || track.Packetizer.Packetize(frame, track.Clock.ToTimestamp(time)) is not { } cut)
        {
            return;
        }

        using (cut)
        {
            var now = _server.RtpClock.Now;
            track.Packets.Clock.Set(cut.Timestamp, time + _offset!.Value);
            if (frame.IsKeyFrame)
            {
                track.Pictures?.Begin();
            }

            for (var i = 0; i < cut.Count; i++)
            {
                using var packet = track.Packets.Make(cut.GetPayload(i), cut.Timestamp, cut.IsMarked(i), now);
                track.Pictures?.Add(packet);
                _packets.Send(track.Public, packet, isLast: i == cut.Count - 1);
            }
        }
    }

    private sealed class Track : IDisposable
    {
        public Track(
            TrackInfo source, TrackInfo info, Sdp.RtcFormat format, RtpPacketizerOptions cutting, BufferPool pool, Transcode? transcode)
        {
            (Source, Info, Transcode) = (source, info, transcode);
            Clock = RtpMediaClock.Of(info.Codec);
            Packetizer = RtpPacketizer.Create(info.Codec, cutting, pool)!;
            Packets = new RtpLocalTrack(Clock.Rate, pool);
            Pictures = info.Kind == MediaKind.Video ? new RtcPictures() : null;
            Public = new RtcTrack(info.Kind, info.Id, format, info.Audio is { Channels: > 1 }, Pictures: Pictures);
        }

        /// <summary>As the stream has it.</summary>
        public TrackInfo Source { get; set; }

        /// <summary>As players get it.</summary>
        public TrackInfo Info { get; }

        public RtcTrack Public { get; }

        public RtpMediaClock Clock { get; }

        public RtpPacketizer Packetizer { get; }

        public RtpLocalTrack Packets { get; }

        /// <summary>What becomes of B-frames; null for sound.</summary>
        public RtcVideoFrames? Video { get; set; }

        public RtcPictures? Pictures { get; }

        /// <summary>What makes one of the other; null when both are the same.</summary>
        public Transcode? Transcode { get; }

        /// <summary>Time of the newest frame that was given to it.</summary>
        public TimeSpan Newest { get; set; }

        /// <summary>Whether what comes out may have waited for a worker's start.</summary>
        public bool IsLate { get; set; } = true;

        public void Dispose()
        {
            Transcode?.Dispose();
            Video?.Dispose();
            Pictures?.Dispose();
            Packets.Dispose();
        }
    }
}
