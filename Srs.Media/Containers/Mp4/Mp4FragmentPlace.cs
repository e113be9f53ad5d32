namespace Srs.Media.Containers.Mp4;

/// <summary>A fragment in a file.</summary>
/// <param name="Offset">Where it begins, with styp, prft, sidx and emsg before its moof.</param>
/// <param name="Length">Bytes to the end of its mdat.</param>
/// <param name="Fragment">What it holds of a track; a movie fragment of several tracks has several places.</param>
public readonly record struct Mp4FragmentPlace(long Offset, long Length, Mp4TrackFragment Fragment);
