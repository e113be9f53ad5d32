using Srs.Media.Frames;

namespace Srs.Media.Containers.Mp4;

/// <summary>A frame that waits for its fragment.</summary>
internal struct CmafSample
{
    /// <summary>The frame, with a reference of its own.</summary>
    public required MediaFrame Frame { get; init; }

    /// <summary>Bytes at the front of its payload that are left out.</summary>
    public int Skip { get; init; }

    /// <summary>Bytes that go into the fragment.</summary>
    public readonly int Length => Frame.Length - Skip;

    /// <summary>Decoding time in units of the track.</summary>
    public required long Start { get; init; }

    /// <summary>Presentation time less <see cref="Start"/>.</summary>
    public int CompositionOffset { get; init; }

    /// <summary>Units of the track until the next sample; set when that is known.</summary>
    public uint Duration { get; set; }

    /// <summary>sample_flags.</summary>
    public uint Flags { get; init; }
}
