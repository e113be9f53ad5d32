using System.Buffers.Binary;

namespace Srs.Tests.TestSupport;

/// <summary>What tests need of an MP4 vector with one track: a box out of its sample entry, and its samples.</summary>
internal static class Mp4Vector
{
    /// <summary>Content of the first box of a type.</summary>
    public static byte[] GetBox(string vector, string type)
    {
        var file = TestVectors.Read(vector);
        var at = file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(type));
        Assert.True(at >= 4, $"{vector} has no {type}.");
        var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at - 4));
        return file[(at + 4)..(at - 4 + length)];
    }

    /// <summary>The samples, which lie one after another in mdat.</summary>
    public static List<byte[]> GetSamples(string vector)
    {
        var sizes = GetBox(vector, "stsz");
        var fixedSize = BinaryPrimitives.ReadInt32BigEndian(sizes.AsSpan(4));
        var data = GetBox(vector, "mdat");
        var samples = new List<byte[]>();
        var at = 0;
        for (var i = 0; i < BinaryPrimitives.ReadInt32BigEndian(sizes.AsSpan(8)); i++)
        {
            var size = fixedSize > 0 ? fixedSize : BinaryPrimitives.ReadInt32BigEndian(sizes.AsSpan(12 + (4 * i)));
            samples.Add(data[at..(at + size)]);
            at += size;
        }

        Assert.Equal(data.Length, at);
        return samples;
    }
}
