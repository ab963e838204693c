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
    @inlinable @inline(__always) public mutating func append(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
    }

    /// Appends bytes.
    @inlinable @inline(__always)
    public mutating func append(contentsOf bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        let count = bytes.count
        reserve(count)
        let end = UnsafeMutableRawPointer(base + written)
        // Most are short names: two overlapping pieces of 4, 8 or 16 bytes take less than a call.
        if count > 32 || count < 4 {
            (base + written).update(from: start, count: count)
        } else if count >= 16 {
            copy(SIMD16<UInt8>.self, UnsafeRawPointer(start), to: end, count: count)
        } else if count >= 8 {
            copy(UInt64.self, UnsafeRawPointer(start), to: end, count: count)
        } else {
            copy(UInt32.self, UnsafeRawPointer(start), to: end, count: count)
        }
        written &+= count
    }

    /// Copies one to two words' worth of bytes: the first word and the last, which may overlap.
    @inlinable @inline(__always)
    func copy<Word: BitwiseCopyable>(
        _ word: Word.Type, _ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer,
        count: Int
    ) {
        let last = count &- MemoryLayout<Word>.size
        let first = source.loadUnaligned(as: Word.self)
        let second = source.loadUnaligned(fromByteOffset: last, as: Word.self)
        target.storeBytes(of: first, as: Word.self)
        target.storeBytes(of: second, toByteOffset: last, as: Word.self)
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
        let magnitude = mantissa.magnitude
        switch places {
        case 0:
            appendReserved(magnitude)
        case 1:
            appendReserved(magnitude / 10)
            base[written] = UInt8(ascii: ".")
            base[written &+ 1] = UInt8(truncatingIfNeeded: magnitude % 10) &+ 0x30
            written &+= 2
        default:
            let power = (0..<min(places, 19)).reduce(UInt64(1)) { power, _ in power &* 10 }
            appendReserved(places > 19 ? 0 : magnitude / power)
            base[written] = UInt8(ascii: ".")
            written &+= 1
            append(digits: places > 19 ? magnitude : magnitude % power, width: places)
        }
    }

    /// Appends the digits of a number for which there is room already.
    @inline(__always)
    private mutating func appendReserved(_ value: UInt64) {
        if value < 10 {
            base[written] = UInt8(truncatingIfNeeded: value) &+ 0x30
            written &+= 1
            return
        }
        let length = decimalDigits(value)
        var at = written &+ length
        written = at
        var rest = value
        while rest >= 100 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            at &-= 2
            store(pair: pair, at: at)
            rest = quotient
        }
        if rest >= 10 {
            store(pair: rest, at: at &- 2)
        } else {
            base[at &- 1] = UInt8(truncatingIfNeeded: rest) &+ 0x30
        }
    }

    /// Writes the two digits of a number below 100.
    @inline(__always)
    private func store(pair: UInt64, at offset: Int) {
        let tens = (pair &* 103) >> 10
        base[offset] = UInt8(truncatingIfNeeded: tens) &+ 0x30
        base[offset &+ 1] = UInt8(truncatingIfNeeded: pair &- tens &* 10) &+ 0x30
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
    if value < 100 { return value < 10 ? 1 : 2 }
    if value < 10_000 { return value < 1000 ? 3 : 4 }
    var count = 5
    var rest = value / 100_000
    while rest > 0 {
        count &+= 1
        rest /= 10
    }
    return count
}
