public import SGBytes

/// A moment as a clock somewhere shows it.
public struct CivilTime: Sendable, Equatable {
    /// The moment itself.
    public let time: Timestamp
    /// How many seconds the clock is ahead of UTC; `nil` for a clock that shows UTC itself.
    public let offset: Int?

    /// Creates what a clock shows.
    ///
    /// - Parameters:
    ///   - time: The moment.
    ///   - offset: How many seconds the clock is ahead of UTC; `nil` for UTC itself.
    public init(_ time: Timestamp, offset: Int? = nil) {
        self.time = time
        self.offset = offset
    }

    /// The day that the clock shows.
    public var date: CivilDate { shown.date }

    /// The moment at which a clock in UTC shows the same.
    public var shown: Timestamp {
        Timestamp(milliseconds: time.milliseconds + Int64(offset ?? 0) * 1000)
    }
}

extension ByteWriter {
    /// Appends date and time to the second: `2026-01-02 03:04:05`.
    public mutating func append(plain time: CivilTime) {
        append(civilTime: time.shown, separator: UInt8(ascii: " "))
    }

    /// Appends an ISO 8601 time with milliseconds and offset: `2026-01-02T04:04:05.678+01:00`.
    public mutating func append(iso8601 time: CivilTime) {
        append(time.shown)
        guard let offset = time.offset else { return }
        truncate(to: count - 1)
        append(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        append(digits: UInt64(offset.magnitude / 3600), width: 2)
        append(UInt8(ascii: ":"))
        append(digits: UInt64(offset.magnitude / 60 % 60), width: 2)
    }
}
