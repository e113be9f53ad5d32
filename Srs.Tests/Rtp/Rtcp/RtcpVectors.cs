namespace Srs.Tests.Rtp.Rtcp;

/// <summary>RTCP packets that aiortc 1.4 wrote; those that it does not know are made by hand from the documents.</summary>
internal static class RtcpVectors
{
    public static readonly byte[] SenderReport = Convert.FromHexString(
        "81c8000c00000099deadbeef8000000000015f900000000a000003e80000001119fffffd0001fffe000001419abcdef000010000");

    public static readonly byte[] ReceiverReport = Convert.FromHexString(
        "82c9000d000000980000001119fffffd0001fffe000001419abcdef0000100000000001119fffffd0001fffe000001419abcdef000010000");

    public static readonly byte[] Description = Convert.FromHexString("81ca000400000099010673747265616d00000000");

    /// <summary>Two sources; the first has another item before its name. By hand: aiortc puts the second chunk on an odd place.</summary>
    public static readonly byte[] Descriptions = Convert.FromHexString(
        "82ca00080000009902046e616d65010773747265616d73000000009a01056f7468657200");

    public static readonly byte[] Bye = Convert.FromHexString("82cb00020000000100000002");

    /// <summary>100, 101, 116, 117 and 200.</summary>
    public static readonly byte[] Nack = Convert.FromHexString("81cd00050000000700000008006480010075000000c80000");

    public static readonly byte[] PictureLoss = Convert.FromHexString("81ce00020000000700000008");

    public static readonly byte[] BitrateEstimate = Convert.FromHexString("8fce0006000000070000000052454d420213f7a00000004800000049");

    /// <summary>Demand 5 of source 8.</summary>
    public static readonly byte[] FullIntraRequest = Convert.FromHexString("84ce00040000000700000000000000080500" + "0000");

    /// <summary>
    /// From 1700 on, with reference time 4: a run of 2 that came 1 and 2 units after each other, a vector of one bit with 1 and 0, then one of
    /// two bits with a large step back of 4 units.
    /// </summary>
    public static readonly byte[] TransportFeedback = Convert.FromHexString("afcd0007000000070000000806a4001100000409" + "2002a000e000" + "010203fffc01");
}
