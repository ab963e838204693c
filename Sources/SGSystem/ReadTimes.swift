internal import SGRecords

/// When each byte of a stream was read, for as long as that may still be asked.
struct ReadTimes {
    /// Reads in order: up to which offset of the stream, and when.
    private var reads: ArraySlice<(end: Int, time: Timestamp)> = []
    private var readCount = 0
    private var passedCount = 0

    /// Notes that so many bytes were read.
    mutating func append(_ count: Int, at time: Timestamp) {
        readCount += count
        if let last = reads.indices.last, reads[last].time == time {
            reads[last].end = readCount
        } else {
            reads.append((readCount, time))
        }
    }

    /// Passes over so many bytes and tells when the last of them was read.
    mutating func pass(_ count: Int) -> Timestamp? {
        passedCount += count
        while let first = reads.first, first.end < passedCount { reads.removeFirst() }
        return reads.first?.time
    }
}
