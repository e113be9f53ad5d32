using System.Globalization;
using System.Net.Sockets;
using Srs.Media.Protocols.Rtc.Dtls;

namespace Srs.Load.Rtc;

/// <summary>Publishes by WHIP, as one stream or as many, all from one thread.</summary>
internal sealed class WhipRun(WhipOptions options)
{
    /// <summary>Connects and publishes until the time is over or it is told to stop.</summary>
    /// <returns>Whether all connected.</returns>
    public bool Run(TextWriter output, CancellationToken stopping)
    {
        using var context = new DtlsContext(DtlsCertificate.Create(TimeProvider.System));
        var publishers = new List<RtcPublisherPeer>();
        string? failure = null;
        for (var i = 0; i < options.Streams; i++)
        {
            try
            {
                publishers.Add(new RtcPublisherPeer(options.Url.For(i), context, options));
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                failure ??= e.Message;
            }

            publishers.ForEach(static publisher => publisher.SendDue());
        }

        output.WriteLine($"{publishers.Count} of {options.Streams} streams are being published.");
        output.Flush();
        var end = options.Length is { } length ? CaptureStamp.Now + (long)length.TotalNanoseconds : long.MaxValue;
        while (!stopping.IsCancellationRequested && CaptureStamp.Now < end && publishers.Count > 0)
        {
            var next = publishers.Min(static publisher => publisher.SendDue());
            var wait = Math.Min(next - CaptureStamp.Now, 10_000_000);
            if (wait > 0)
            {
                // Upwards: a sleep of less than a millisecond comes back at once, again and again. Stamps tell the time of sending.
                Thread.Sleep((int)Math.Ceiling(wait / 1e6));
            }
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{publishers.Sum(static p => p.Packets)} packets were sent, {publishers.Sum(static p => p.KeyFrameRequests)} key frames asked for, {publishers.Sum(static p => p.Missed)} NACKs came.{(failure is null ? "" : $" First failure: {failure}")}"));
        publishers.ForEach(static publisher => publisher.Dispose());
        return failure is null;
    }
}
