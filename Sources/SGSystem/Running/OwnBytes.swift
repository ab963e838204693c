/// Finds in what comes back from a loop the bytes that emulated devices have put there.
///
/// A page may begin like a query, so that a device that heard its own would answer it for ever.
struct OwnBytes {
    private var sentCount = 0
    private var receivedCount = 0
    /// Where on the loop the devices' own bytes are, as far as they have not come back yet.
    private var own: ArraySlice<Range<Int>> = []

    /// Takes note of bytes that are put on the loop.
    ///
    /// - Parameter isOwn: Whether emulated devices have sent them.
    mutating func sent(_ count: Int, isOwn: Bool) {
        if isOwn { own.append(sentCount..<sentCount + count) }
        sentCount += count
    }

    /// What is left of bytes that come off the loop without the devices' own.
    mutating func strip(_ bytes: [UInt8]) -> [UInt8] {
        let start = receivedCount
        receivedCount += bytes.count
        var rest = RangeSet(start..<receivedCount)
        for range in own { rest.remove(contentsOf: range) }
        own = own.drop { $0.upperBound <= receivedCount }
        return rest.ranges.flatMap { bytes[($0.lowerBound - start)..<($0.upperBound - start)] }
    }
}
