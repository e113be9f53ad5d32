using Srs.Media.Egress;

namespace Srs.Media.Streams;

/// <content>Listeners to nothing but the sound of a stream.</content>
public sealed partial class LiveStream
{
    private readonly SoundCache _sound = new();

    /// <summary>Joins the log of a format without video, which is made if need be: <see cref="HttpRemuxOptions.FastCache"/> of it, then live.</summary>
    internal (WireLog Log, WireCursor Cursor) JoinSoundLog(IWireFormat format)
    {
        lock (_gate)
        {
            var past = _options.HttpRemux.FastCache;
            var log = Array.FindLast(_logs, l => l.Format.Equals(format));
            if (log is null)
            {
                var frames = _sound.Frames;
                var start = frames.Count > 0 ? frames.Peek().Dts : _timeline.Newest;
                var limits = new WireLogLimits(_options.Play.QueueLength, _options.Play.GopCacheMaxFrames, KeepsKeyFrame: false)
                {
                    Past = past,
                    Merge = _options.Play.MwLatency,
                };
                log = new WireLog(format, _memory, limits, _headers, start);
                foreach (var frame in frames)
                {
                    log.AppendFrame(frame);
                }

                _logs = [.. _logs, log];
            }

            return (log, log.Join(past));
        }
    }
}
