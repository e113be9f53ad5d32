using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using Srs.Media;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Load.Publishing;

/// <summary>Publishes a file in a loop, at real time, as one stream or as many.</summary>
/// <remarks>
/// One thread sends for all. Streams stand in groups that begin at different times, spread over <see cref="Spread"/>, so that not all have
/// their key frames at once; within a group the bytes are made once.
/// </remarks>
internal sealed class PublishRun(PublishOptions options, PublishMedia media)
{
    private const int MostGroups = 50;
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan InputPause = TimeSpan.FromSeconds(1);

    private readonly RtmpChunkWriter _writer = new() { ChunkSize = RtmpDialog.ChunkSize };
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly byte[] _input = new byte[64 * 1024];
    private readonly List<PublisherConnection> _publishers = [];
    private readonly Group[] _groups =
        [.. Enumerable.Range(0, Math.Min(MostGroups, options.Streams)).Select(static _ => new Group([]))];

    private long _longestLag;

    /// <summary>Connects and publishes until the time is over or it is told to stop.</summary>
    /// <returns>Whether all connected, stayed, and were never more than a second behind.</returns>
    public async Task<bool> RunAsync(TextWriter output, CancellationToken stopping)
    {
        var start = CaptureStamp.Now;
        var connecting = 0;
        var end = long.MaxValue;
        var nextInput = start;
        string? failure = null;
        while (!stopping.IsCancellationRequested && CaptureStamp.Now < end)
        {
            if (connecting < options.Streams && CaptureStamp.Now >= start + (long)(options.Ramp.TotalNanoseconds * connecting / options.Streams))
            {
                var error = Connect(connecting++);
                failure ??= error;
                if (connecting == options.Streams)
                {
                    end = options.Length is { } length ? CaptureStamp.Now + (long)length.TotalNanoseconds : end;
                    await output.WriteLineAsync($"{_publishers.Count} of {options.Streams} streams are being published.");
                }
            }

            var next = SendDue();
            if (CaptureStamp.Now >= nextInput)
            {
                nextInput = CaptureStamp.Now + (long)InputPause.TotalNanoseconds;
                _publishers.ForEach(publisher => publisher.DropInput(_input));
            }

            var wait = connecting < options.Streams ? 0 : Math.Min(next - CaptureStamp.Now, (long)InputPause.TotalNanoseconds);

            // Upwards: a sleep of less than a millisecond comes back at once, again and again. Stamps tell the time of sending.
            Thread.Sleep((int)Math.Clamp(Math.Ceiling(wait / 1e6), 0, 10));
        }

        return await ReportAsync(output, failure);
    }

    private string? Connect(int number)
    {
        var group = _groups[number % _groups.Length];
        try
        {
            var publisher = new PublisherConnection(options.Url.For(number), options.Timeout);
            _publishers.Add(publisher);

            // Its group may be under way: then its first pictures lack their key frame, which costs a viewer up to one group of pictures.
            _output.ResetWrittenCount();
            media.WriteHeaders(_writer, _output, publisher.StreamId);
            publisher.Send(_output.WrittenSpan);
            if (group.Publishers.Count == 0)
            {
                var offset = Spread * (number % _groups.Length) / _groups.Length;
                group.Start = Math.Max(CaptureStamp.Now, _groups[0].Start + (long)offset.TotalNanoseconds);
            }

            group.Publishers.Add(publisher);
            return null;
        }
        catch (Exception e) when (e is IOException or SocketException or MediaProtocolException)
        {
            return e.Message;
        }
    }

    /// <summary>Sends what is due.</summary>
    /// <returns>When the next is.</returns>
    private long SendDue()
    {
        var next = long.MaxValue;
        foreach (var group in _groups)
        {
            if (group.Publishers.Count == 0)
            {
                continue;
            }

            var now = CaptureStamp.Now;
            if (now >= DueOf(group) + (long)options.Gather.TotalNanoseconds)
            {
                SendDue(group, now);
            }

            next = Math.Min(next, DueOf(group) + (long)options.Gather.TotalNanoseconds);
        }

        return next;
    }

    private void SendDue(Group group, long now)
    {
        _output.ResetWrittenCount();
        for (; DueOf(group) <= now; group.Next++)
        {
            media.Write(_writer, _output, group.Publishers[0].StreamId, group.Next, now);
        }

        foreach (var publisher in group.Publishers)
        {
            publisher.Send(_output.WrittenSpan);
            _longestLag = Math.Max(_longestLag, publisher.Failure == null ? now - publisher.CaughtUpTime : 0);
        }
    }

    private long DueOf(Group group) => group.Start + (media.TimeOf(group.Next) * 1_000_000L);

    private async Task<bool> ReportAsync(TextWriter output, string? failure)
    {
        var failed = _publishers.Count(static publisher => publisher.Failure != null);
        failure ??= _publishers.Select(static publisher => publisher.Failure).FirstOrDefault(static f => f != null);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{_publishers.Count} of {options.Streams} streams were published, {failed} broke off, {_publishers.Sum(static p => p.SentBytes) / 1e6:F0} MB, at most {_longestLag / 1e6:F0} ms behind.{(failure == null ? "" : $" First failure: {failure}")}"));
        _publishers.ForEach(static publisher => publisher.Dispose());
        return _publishers.Count == options.Streams && failed == 0 && _longestLag < TimeSpan.FromSeconds(1).TotalNanoseconds;
    }

    /// <summary>Streams whose bytes are the same, because they began together.</summary>
    private sealed class Group(List<PublisherConnection> publishers)
    {
        public List<PublisherConnection> Publishers => publishers;

        public long Start { get; set; }

        public long Next { get; set; }
    }
}
