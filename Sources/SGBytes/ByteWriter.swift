/// A growable run of bytes that is written at its end.
///
/// Records, CSV rows and frames are built in one that is emptied and filled again, so that
/// steady work allocates nothing.
public struct ByteWriter: ~Copyable {
    // SAFETY: `base` is owned by this value alone, holds `capacity` bytes of which the first
    // `written` are initialised, and is freed in `deinit`.
    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    @usableFromInline var written = 0

    /// Creates an empty writer with room for `capacity` bytes; it grows as needed.
    public init(capacity: Int = 4096) {
        self.capacity = max(capacity, 64)
        base = .allocate(capacity: self.capacity)
    }

    deinit {
        base.deallocate()
    }

    /// How many bytes have been written.
    @inlinable public var count: Int { written }

    /// Whether nothing has been written.
    @inlinable public var isEmpty: Bool { written == 0 }

    /// Forgets the bytes from `count` on and keeps the room.
    @inlinable public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= written)
        written = count
    }

    /// Forgets all bytes and keeps the room.
    @inlinable public mutating func removeAll() {
        written = 0
    }

    /// Makes room for `extra` more bytes.
    @inlinable @inline(__always) public mutating func reserve(_ extra: Int) {
        if capacity - written < extra { grow(by: extra) }
    }

    @usableFromInline @inline(never) mutating func grow(by extra: Int) {
        let larger = max(capacity * 2, written + extra)
        let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        bytes.update(from: base, count: written)
        base.deallocate()
        base = bytes
        capacity = larger
    }

    /// Appends one byte.
    @inlinable @inline(__always) public mutating func append(_ byte: UInt8) {
        reserve(1)
        base[written] = byte
        written &+= 1
    }

    /// Appends bytes.
    @inlinable public mutating func append(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
    }

    /// Appends bytes.
    @inlinable public mutating func append(contentsOf bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        (base + written).update(from: start, count: bytes.count)
        written &+= bytes.count
    }

    /// Appends bytes.
    @inlinable public mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
    }

    /// Appends a literal's UTF-8.
    @inlinable @inline(__always) public mutating func append(_ text: StaticString) {
        append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a text's UTF-8.
    @inlinable public mutating func append(utf8 text: some StringProtocol) {
        for byte in text.utf8 { append(byte) }
    }

    /// Appends the lower-case hex digits of bytes, without spaces.
    public mutating func append(hex bytes: Span<UInt8>) {
        reserve(bytes.count * 2)
        for i in bytes.indices {
            let pair = hexPair(bytes[i])
            base[written] = pair.0
            base[written &+ 1] = pair.1
            written &+= 2
        }
    }

    /// Appends an integer in decimal.
    @inlinable public mutating func append(decimal value: Int64) {
        append(decimal: value, places: 0)
    }

    /// Appends the exact decimal `mantissa × 10^-places`, with all its places: 520 with 1 is `52.0`.
    ///
    /// - Parameters:
    ///   - mantissa: The digits with their sign.
    ///   - places: How many of the digits stand after the point; 0 writes no point.
    public mutating func append(decimal mantissa: Int64, places: Int) {
        reserve(24 + places)
        if mantissa < 0 {
            base[written] = UInt8(ascii: "-")
            written &+= 1
        }
        var rest = mantissa.magnitude
        var length = max(decimalDigits(rest), places &+ 1)
        if places > 0 { length &+= 1 }
        var at = written &+ length
        written = at
        var left = places
        while left > 0 {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            at &-= 1
            base[at] = UInt8(truncatingIfNeeded: digit) &+ 0x30
            rest = quotient
            left &-= 1
            length &-= 1
        }
        if places > 0 {
            at &-= 1
            base[at] = UInt8(ascii: ".")
            length &-= 1
        }
        while length > 0 {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            at &-= 1
            base[at] = UInt8(truncatingIfNeeded: digit) &+ 0x30
            rest = quotient
            length &-= 1
        }
    }

    /// Appends an unsigned integer in decimal with leading zeros up to `width` digits.
    public mutating func append(digits value: UInt64, width: Int) {
        reserve(24 + width)
        let length = max(decimalDigits(value), width)
        var rest = value
        for i in 1...length {
            base[written + length - i] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
            rest /= 10
        }
        written += length
    }

    /// Calls `body` with the bytes written so far.
    @inlinable public func withSpan<R: ~Copyable, E: Error>(
        _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        try body(UnsafeBufferPointer(start: base, count: written).span)
    }

    /// Calls `body` with the memory of the bytes written so far, for a system call.
    public func withUnsafeBytes<R, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try body(UnsafeRawBufferPointer(start: base, count: written))
    }

    /// A copy of the bytes written so far.
    public var bytes: [UInt8] {
        Array(UnsafeBufferPointer(start: base, count: written))
    }

    /// Replaces the byte at `index`, which has been written before.
    @inlinable public mutating func replace(at index: Int, with byte: UInt8) {
        precondition(index >= 0 && index < written)
        base[index] = byte
    }
}

/// How many decimal digits a number has; 1 for 0.
@inline(__always)
private func decimalDigits(_ value: UInt64) -> Int {
    var count = 1
    var limit: UInt64 = 10
    while value >= limit {
        count &+= 1
        let (next, overflow) = limit.multipliedReportingOverflow(by: 10)
        if overflow { break }
        limit = next
    }
    return count
}
