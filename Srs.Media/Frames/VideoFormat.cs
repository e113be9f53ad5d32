namespace Srs.Media.Frames;

/// <summary>Picture format as the codec configuration tells it.</summary>
/// <param name="Width">Width in pixels after cropping; 0 when unknown.</param>
/// <param name="Height">Height in pixels after cropping; 0 when unknown.</param>
/// <param name="Profile">Profile in the words of the codec's specification, such as "High"; empty when unknown.</param>
/// <param name="Level">Level as written in the specification, such as "3.1"; empty when unknown.</param>
public sealed record VideoFormat(int Width, int Height, string Profile, string Level);
