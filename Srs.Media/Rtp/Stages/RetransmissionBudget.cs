namespace Srs.Media.Rtp.Stages;

/// <summary>What a viewer may have sent again: half of what it was sent, after a little in advance, and no packet twice at once.</summary>
/// <remarks>So that someone who asks for everything all the time costs no more than half as much again. Not thread-safe.</remarks>
public sealed class RetransmissionBudget
{
    /// <summary>Bytes that may be sent again at the beginning.</summary>
    public const int FirstBytes = 64 * 1024;

    /// <summary>Most bytes that are saved up.</summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>Shortest time before the same packet is sent again.</summary>
    public static readonly TimeSpan MinRepetition = TimeSpan.FromMilliseconds(10);

    private const int Remembered = 128;

    private int _bytes = FirstBytes;
    private Sent[] _sent = [];

    /// <summary>Packets sent again.</summary>
    public long Granted { get; private set; }

    /// <summary>Packets that were asked for too often or too many.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes note of a packet that was sent for the first time.</summary>
    public void OnSent(int bytes) => _bytes = Math.Min(MaxBytes, _bytes + (bytes / 2));

    /// <summary>Whether a packet may be sent again; it is paid for then.</summary>
    /// <param name="sequence">As the viewer saw it.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="roundTrip">The viewer's; within it the last answer is under way.</param>
    /// <param name="now">On the clock of <see cref="RtpClock"/>.</param>
    public bool TryTake(ushort sequence, int bytes, TimeSpan roundTrip, TimeSpan now)
    {
        if (_sent.Length == 0)
        {
            _sent = new Sent[Remembered];
        }

        ref var last = ref _sent[sequence % Remembered];
        var pause = roundTrip < MinRepetition ? MinRepetition : roundTrip;
        if (bytes > _bytes || (last.IsSet && last.Sequence == sequence && now - last.At < pause))
        {
            Refused++;
            return false;
        }

        last = new Sent(true, sequence, now);
        _bytes -= bytes;
        Granted++;
        return true;
    }

    private readonly record struct Sent(bool IsSet, ushort Sequence, TimeSpan At);
}
