namespace Srs.Media.Containers.Flv;

/// <summary>What a repair made of a file.</summary>
/// <param name="Tags">Tags written, onMetaData included.</param>
/// <param name="KeyFrames">Key frames in the index.</param>
/// <param name="Duration">First decoding time to the end of the last frame.</param>
/// <param name="DroppedBytes">Bytes at the end that were no whole tag, or followed a damaged one.</param>
public sealed record FlvRepairResult(long Tags, int KeyFrames, TimeSpan Duration, long DroppedBytes);
