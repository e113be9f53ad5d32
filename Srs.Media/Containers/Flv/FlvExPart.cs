using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <summary>One track's part of a body.</summary>
/// <param name="FourCc">The codec.</param>
/// <param name="TrackId">The track.</param>
/// <param name="Flags">What its frame is, if it is one.</param>
/// <param name="Offset">Where its payload begins in the bytes that go with it.</param>
internal readonly record struct FlvExPart(uint FourCc, int TrackId, FrameFlags Flags, int Offset);
