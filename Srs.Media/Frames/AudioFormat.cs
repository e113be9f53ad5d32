namespace Srs.Media.Frames;

/// <summary>Sound format as the codec configuration or the container tells it.</summary>
/// <param name="SampleRate">Samples per second; 0 when unknown.</param>
/// <param name="Channels">Number of channels; 0 when unknown.</param>
/// <param name="BitsPerSample">8 or 16, as FLV announces it; 4 to 32 for FLAC, which tells it.</param>
/// <param name="Profile">Profile, such as "LC" or "HE"; empty when the codec has none.</param>
public sealed record AudioFormat(int SampleRate, int Channels, int BitsPerSample, string Profile);
