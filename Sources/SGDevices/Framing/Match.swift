/// What the bytes from one place of a stream on are, looked at as one kind of message.
enum Match {
    /// No such message starts here.
    case mismatch(Mismatch)
    /// All right so far; needs more bytes.
    case incomplete
    /// A valid frame, and whether more bytes could make it a longer one.
    case frame(length: Int, growth: Growth = .none)

    /// Whether a valid frame can become a longer one.
    enum Growth {
        /// It has come to its end.
        case none
        /// More may follow.
        case possible
        /// A part of what may follow is there.
        case begun
    }
}

/// Why bytes are no frame of a kind of message: how far they got.
public enum Mismatch: Error {
    /// A byte that cannot stand at this offset, and the lowest and highest that can.
    case byte(at: Int, lowest: UInt8, highest: UInt8)
    /// Something else than the structure calls for at this offset.
    case structure(at: Int, expected: StaticString)
    /// The bytes end before the frame does.
    case tooShort(found: Int)
    /// The frame ends before the bytes do.
    case tooLong(expected: Int, found: Int)
    /// The structure is right and the checksum is not.
    case checksum(computed: UInt32, found: UInt32, width: Int, length: Int)

    /// The same in bytes with so many others before them.
    func moved(by offset: Int) -> Mismatch {
        switch self {
        case .byte(let at, let lowest, let highest):
            .byte(at: at + offset, lowest: lowest, highest: highest)
        case .structure(let at, let expected): .structure(at: at + offset, expected: expected)
        case .tooShort(let found): .tooShort(found: found + offset)
        case .tooLong(let expected, let found):
            .tooLong(expected: expected + offset, found: found + offset)
        case .checksum(let computed, let found, let width, let length):
            .checksum(computed: computed, found: found, width: width, length: length + offset)
        }
    }

    /// How many bytes were right before something was wrong.
    public var progress: Int {
        switch self {
        case .byte(let offset, _, _), .structure(let offset, _): offset
        case .tooShort(let found): found
        case .tooLong(let expected, _): expected
        case .checksum(_, _, _, let length): length
        }
    }
}

extension Mismatch: CustomStringConvertible {
    /// What was found and what was expected.
    public var description: String {
        switch self {
        case .byte(let offset, let lowest, let highest) where lowest == highest:
            "byte \(offset) is not \(Mismatch.hex(UInt32(lowest), 1))"
        case .byte(let offset, let lowest, let highest):
            "byte \(offset) is not between \(Mismatch.hex(UInt32(lowest), 1)) and "
                + Mismatch.hex(UInt32(highest), 1)
        case .structure(let offset, let expected):
            "at byte \(offset) \(expected) was expected"
        case .tooShort(let found):
            "the frame is cut short after \(found) bytes"
        case .tooLong(let expected, let found):
            "the frame ends after \(expected) of the \(found) bytes"
        case .checksum(let computed, let found, let width, _):
            "the checksum found is \(Mismatch.hex(found, width)), "
                + "computed \(Mismatch.hex(computed, width))"
        }
    }

    private static func hex(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, width * 2 - digits.count)) + digits
    }
}
