using Srs.Media.Buffers;

namespace Srs.Media.Codecs.Aac;

/// <summary>The part of an AudioSpecificConfig that the AAC coders share, read for what comes after it.</summary>
/// <remarks>ISO/IEC 14496-3 §4.4.1.1 (GASpecificConfig), §4.4.1.1 table 4.2 (program_config_element).</remarks>
internal static class GeneralAudioConfig
{
    /// <summary>Reads on after frameLengthFlag.</summary>
    /// <param name="bits">At dependsOnCoreCoder; at the end of the part afterwards.</param>
    /// <param name="objectType">Audio object type of the core coder.</param>
    /// <param name="channels">Number of channels; 0 becomes what the program config element tells.</param>
    public static void Read(ref BitReader bits, int objectType, ref int channels)
    {
        if (bits.ReadFlag())
        {
            bits.Skip(14); // coreCoderDelay
        }

        var hasExtension = bits.ReadFlag();
        if (channels == 0)
        {
            channels = ReadProgramChannels(ref bits);
        }

        if (objectType is AacObjectType.Scalable or AacObjectType.ErScalable)
        {
            bits.Skip(3); // layerNr
        }

        if (hasExtension)
        {
            bits.Skip(objectType switch
            {
                AacObjectType.ErBsac => 16, // numOfSubFrame, layer_length
                17 or 19 or AacObjectType.ErScalable or AacObjectType.ErLowDelay => 3, // resilience flags
                _ => 0,
            });
            bits.Skip(1); // extensionFlag3
        }

        if (AacObjectType.IsErrorResilient(objectType))
        {
            bits.Skip(2); // epConfig
        }
    }

    private static int ReadProgramChannels(ref BitReader bits)
    {
        bits.Skip(4 + 2 + 4); // element_instance_tag, object_type, sampling_frequency_index
        var speakers = (int)(bits.ReadBits(4) + bits.ReadBits(4) + bits.ReadBits(4)); // front, side, back
        var lowFrequency = (int)bits.ReadBits(2);
        var associated = (int)bits.ReadBits(3);
        var coupling = (int)bits.ReadBits(4);
        bits.Skip(bits.ReadFlag() ? 4 : 0); // mono_mixdown_element_number
        bits.Skip(bits.ReadFlag() ? 4 : 0); // stereo_mixdown_element_number
        bits.Skip(bits.ReadFlag() ? 3 : 0); // matrix_mixdown_idx, pseudo_surround_enable

        var channels = lowFrequency;
        for (var i = 0; i < speakers; i++)
        {
            channels += bits.ReadFlag() ? 2 : 1;
            bits.Skip(4); // element_tag_select
        }

        bits.Skip((lowFrequency * 4) + (associated * 4) + (coupling * 5));
        bits.AlignToByte();
        bits.Skip((int)bits.ReadBits(8) * 8); // comment_field_data
        return channels;
    }
}
