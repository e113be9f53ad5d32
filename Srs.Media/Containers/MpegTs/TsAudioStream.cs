using System.Diagnostics.CodeAnalysis;
using Srs.Media.Buffers;
using Srs.Media.Codecs.Aac;
using Srs.Media.Codecs.Ac3;
using Srs.Media.Codecs.Mp3;
using Srs.Media.Frames;

namespace Srs.Media.Containers.MpegTs;

/// <summary>Sound whose frames begin with a header of their own: ADTS, MP3, AC-3 and E-AC-3.</summary>
/// <remarks>
/// Any number of frames may be in a PES packet, and one may begin in a packet and end in the next. The time of a packet is that of the first
/// frame that begins in it (ISO/IEC 13818-1 §2.4.3.7); those after it follow by their samples.
/// </remarks>
internal sealed class TsAudioStream(in TsProgramStream stream, int id, TsClock clock, BufferPool pool, Queue<TsFrameResult> output)
    : TsElementaryStream(stream, id, clock, pool, output)
{
    /// <summary>Longest frame taken, in bytes; ADTS and AC-3 tell no more, and free-format MP3 is not read.</summary>
    private const int MaxFrameLength = 16 * 1024;

    private const int HeaderLength = 7;

    private readonly PooledBytes _rest = new(pool);
    private TrackInfo? _track;
    private long? _next;

    /// <summary>Samples since <see cref="_next"/>, so that rounding does not add up.</summary>
    private long _samples;

    private int _sampleRate;

    /// <inheritdoc/>
    public override void OnLoss()
    {
        base.OnLoss();
        _rest.Clear();
        _next = null;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _rest.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override void ReadPes(ReadOnlySpan<byte> data, long? pts, long? dts)
    {
        var carried = _rest.Length;
        using var joined = new PooledBytes(Pool);
        if (carried > 0)
        {
            joined.Append(_rest.Span);
            joined.Append(data);
            data = joined.Span;
            _rest.Clear();
        }

        var at = 0;
        var isDamaged = false;
        while (at < data.Length)
        {
            var rest = data[at..];
            if (!TryMeasure(rest, out var frame) || (isDamaged && !IsFollowed(rest, frame)))
            {
                if (rest.Length < HeaderLength)
                {
                    break;
                }

                at++;
                isDamaged = true;
                continue;
            }

            if (frame.Length > rest.Length)
            {
                break;
            }

            if (at >= carried && pts is { } time)
            {
                (_next, _samples, pts) = (time, 0, null);
            }

            Take(rest[..frame.Length], frame);
            at += frame.Length;
        }

        if (isDamaged)
        {
            Drop(TsDropReason.DamagedFrame);
        }

        if (pts is { } unused && at < data.Length && at >= carried)
        {
            // The frame that begins here ends in the next packet.
            (_next, _samples) = (unused, 0);
        }

        if (data.Length - at is > 0 and <= MaxFrameLength)
        {
            _rest.Append(data[at..]);
        }
    }

    /// <summary>In the middle of damage a header counts only when its frame is there and ends where another begins or the data ends.</summary>
    private bool IsFollowed(ReadOnlySpan<byte> data, in Frame frame) =>
        data.Length == frame.Length || (data.Length > frame.Length && TryMeasure(data[frame.Length..], out _));

    private bool TryMeasure(ReadOnlySpan<byte> data, out Frame frame)
    {
        frame = default;
        switch (Stream.Codec)
        {
            case MediaCodec.Aac when AdtsFrame.TryRead(data, out var adts):
                frame = new Frame(adts.Length, adts.HeaderLength, AdtsFrame.Samples, adts.SampleRate, adts.ChannelConfiguration, adts.ObjectType);
                return true;
            case MediaCodec.Mp3 when Mp3FrameHeader.TryRead(data, out var mp3) && mp3 is { Layer: 3, FrameLength: > Mp3FrameHeader.Length }:
                frame = new Frame(mp3.FrameLength, 0, mp3.SamplesPerFrame, mp3.SampleRate, mp3.Channels, 0);
                return true;
            case MediaCodec.Ac3 or MediaCodec.Eac3 when Ac3SyncFrame.TryRead(data, out var ac3) && ac3.IsEnhanced == (Stream.Codec == MediaCodec.Eac3)
                && ac3.FrameLength > HeaderLength:
                frame = new Frame(GetAc3Length(data, ac3), 0, ac3.Samples, ac3.SampleRate, ac3.Channels, 0);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Bytes of an AC-3 frame with those that add to it.</summary>
    private static int GetAc3Length(ReadOnlySpan<byte> data, in Ac3SyncFrame first)
    {
        var length = first.FrameLength;
        while (length < data.Length && Ac3SyncFrame.TryRead(data[length..], out var next) && next.Samples == 0
            && length + next.FrameLength <= Math.Min(data.Length, MaxFrameLength))
        {
            length += next.FrameLength;
        }

        return length;
    }

    private void Take(ReadOnlySpan<byte> bytes, in Frame frame)
    {
        if (_next is not { } start)
        {
            Drop(TsDropReason.NoTime);
            return;
        }

        if (_sampleRate != frame.SampleRate && _samples > 0)
        {
            start += _samples * TsPacket.ClockRate / _sampleRate;
            (_next, _samples) = (start, 0);
        }

        _sampleRate = frame.SampleRate;
        var time = TsPacket.ToTimeSpan(start) + TimeSpan.FromTicks(_samples * TimeSpan.TicksPerSecond / frame.SampleRate);
        _samples += frame.Samples;
        UpdateTrack(bytes, frame);
        Emit(_track, PooledBytes.Copy(Pool, bytes[frame.HeaderLength..]), FrameFlags.None, time, time);
    }

    [MemberNotNull(nameof(_track))]
    private void UpdateTrack(ReadOnlySpan<byte> bytes, in Frame frame)
    {
        if (_track?.Audio is { } known && known.SampleRate == frame.SampleRate && known.Channels == frame.Channels
            && (Stream.Codec != MediaCodec.Aac || _track.Config.Span[0] >> 3 == frame.ObjectType))
        {
            return;
        }

        byte[] config = [];
        var audio = new AudioFormat(frame.SampleRate, frame.Channels, BitsPerSample: 16, Profile: "");
        if (Stream.Codec == MediaCodec.Aac && AdtsFrame.TryRead(bytes, out var adts))
        {
            config = adts.ToAudioSpecificConfig();
            AudioSpecificConfig.TryRead(config, out var parsed);
            audio = audio with { Profile = parsed.Profile };
        }

        const int OwnFlvId = 8000;
        var codec = Stream.Codec == MediaCodec.Mp3 && frame.SampleRate == OwnFlvId ? MediaCodec.Mp3At8k : Stream.Codec!.Value;
        _track = new TrackInfo { Id = Id, Kind = MediaKind.Audio, Codec = codec, Config = config, Audio = audio };
    }

    /// <summary>A frame that has been found.</summary>
    /// <param name="Length">Bytes with its header.</param>
    /// <param name="HeaderLength">Bytes to leave out of the payload.</param>
    /// <param name="Samples">Samples per channel.</param>
    /// <param name="SampleRate">Samples per second.</param>
    /// <param name="Channels">Channels; of AAC the channel configuration.</param>
    /// <param name="ObjectType">Audio object type of AAC.</param>
    private readonly record struct Frame(int Length, int HeaderLength, int Samples, int SampleRate, int Channels, int ObjectType);
}
