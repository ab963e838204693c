/// How a message stands on the wire: a closed set of kinds, each in a file of its own.
///
/// A device that needs a new kind adds a case here and its file; the compiler then names every
/// `switch` to extend. Each kind is a class, because a look at a frame then counts one reference and
/// not one for each array.
enum Format {
    case fixed(FixedFormat)
    case separated(SeparatedFormat)
    case lines(LinesFormat)
    case keyed(KeyedFormat)
    case hexLine(HexLineFormat)

    /// The most bytes a frame can have.
    var longestFrame: Int {
        switch self {
        case .fixed(let format): format.length
        case .separated(let format): format.longestFrame
        case .lines(let format): format.longestFrame
        case .keyed(let format): format.longestFrame
        case .hexLine(let format): format.longestFrame
        }
    }

    /// How many bytes at a frame's start tell what it is; `nil` when no few of them do.
    var signatureCount: Int? {
        switch self {
        case .fixed(let format): format.pattern.count
        case .separated(let format): format.pattern.count
        case .hexLine: 2
        case .lines, .keyed: nil
        }
    }

    /// The bytes that a frame may start with, each once.
    func firstBytes(addresses: AddressSet) -> [UInt8] {
        switch self {
        case .fixed(let format): format.firstBytes(addresses: addresses)
        case .separated(let format): format.pattern.firstBytes(addresses: addresses)
        case .lines(let format): format.firstBytes
        case .keyed: [0x0D]
        case .hexLine(let format): [format.start]
        }
    }

    /// Whether damage hardly ever passes the check of a frame: it has a CRC, not just a sum.
    var isStronglyChecked: Bool {
        switch self {
        case .fixed(let format): format.checksum?.kind.isStrong ?? false
        case .separated(let format): format.checksum.isStrong
        case .lines, .keyed, .hexLine: false
        }
    }

    /// Whether bytes can be a frame of both formats, by more than a coincidence.
    func overlaps(_ other: Format) -> Bool {
        switch (self, other) {
        case (.fixed(let one), .fixed(let other)): one.overlaps(other)
        case (.separated(let one), .separated(let other)): one.overlaps(other)
        case (.lines(let one), .lines(let other)): one.overlaps(other)
        case (.keyed(let one), .keyed(let other)): one.overlaps(other)
        case (.hexLine(let one), .hexLine(let other)): one.overlaps(other)
        case (.fixed, _), (.separated, _), (.lines, _), (.keyed, _), (.hexLine, _): false
        }
    }

    /// Looks for a frame at the start of bytes, of which there is at least one.
    func match(_ bytes: borrowing Span<UInt8>, addresses: AddressSet) -> Match {
        switch self {
        case .fixed(let format): format.match(bytes, addresses: addresses)
        case .separated(let format): format.match(bytes, addresses: addresses)
        case .lines(let format): format.match(bytes)
        case .keyed(let format): format.match(bytes)
        case .hexLine(let format): format.match(bytes)
        }
    }
}
