namespace Srs.Media.Codecs.Aac;

/// <summary>The audio object types that change how a configuration is read (ISO/IEC 14496-3 table 1.17).</summary>
internal static class AacObjectType
{
    public const int Scalable = 6;
    public const int Sbr = 5;
    public const int ErScalable = 20;
    public const int ErBsac = 22;
    public const int ErLowDelay = 23;
    public const int Ps = 29;
    public const int Escape = 31;

    /// <summary>True when a GASpecificConfig follows.</summary>
    public static bool IsGeneralAudio(int type) => type is 1 or 2 or 3 or 4 or Scalable or 7 || IsErrorResilient(type);

    /// <summary>True for the error resilient types that are configured by a GASpecificConfig.</summary>
    public static bool IsErrorResilient(int type) => type is 17 or 19 or ErScalable or 21 or ErBsac or ErLowDelay;

    /// <summary>True when an access unit has half as many samples.</summary>
    public static bool IsLowDelay(int type) => type is ErLowDelay or 39;
}
