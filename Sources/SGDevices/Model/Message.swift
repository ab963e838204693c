import SGBytes
import SGRecords

/// One kind of message of a device type: a page, a query or a command.
///
/// Compiled once from a definition into flat tables; immutable.
public final class Message: Sendable {
    /// Its name, unique in its device type.
    public let name: String
    /// Who sends it: ``Side/host`` or ``Side/device``.
    public let sender: Side
    /// The message that answers it; `nil` when nothing is documented to.
    public let reply: Message?
    /// The fields whose values a reply repeats from the message that it answers.
    public let repeatedByReply: [String]
    /// The message that shows what this one sets: a query, or a page that comes by itself.
    public let shownBy: Message?
    /// Whether it says that the device will not do what it was asked.
    public let isRefusal: Bool
    /// The flags of which each, when true, says that the device has not done what it was asked.
    public let refusals: [String]
    /// Whether it changes the device.
    public let writes: Bool
    /// Whether nobody has tried it on a real device.
    public let isUntested: Bool
    /// What a user should know about it.
    public let note: String?
    /// The vendor's own name for it.
    public let label: String?
    /// Its fields, in the order of its records; with a selector, all that may occur.
    public let fields: [Field]

    /// Whether only the device's end frames it: its bytes also occur inside other messages.
    let isFramedByDeviceOnly: Bool
    /// Whether it is framed only at the start of a line.
    let startsLine: Bool
    let format: Format
    let steps: [FieldStep]
    /// The choices of all fields; a step holds its range.
    let choices: [Choice]
    /// The keys of all fields as they stand in a record, `,"name":`; a step holds its range.
    let recordKeys: [UInt8]
    /// The label or key that a text field has on the wire.
    let wireLabels: [[UInt8]]
    /// For each field, the words that say false and true; empty where there are none.
    let words: [Words]
    /// The text that says "no data" in frames of texts.
    let absentText: [UInt8]?

    /// Creates a message.
    ///
    /// - Parameters:
    ///   - parts: What it is made of.
    ///   - named: Gives the messages that it refers to; `nil` for one that is unknown.
    init(_ parts: MessageParts, named: (String) -> Message? = { _ in nil }) {
        name = parts.name
        sender = parts.sender
        reply = parts.reply.flatMap(named)
        repeatedByReply = parts.repeatedByReply
        shownBy = parts.shownBy.flatMap(named)
        isRefusal = parts.isRefusal
        refusals = parts.refusals
        writes = parts.writes
        isUntested = parts.isUntested
        note = parts.note
        label = parts.label
        fields = parts.fields
        isFramedByDeviceOnly = parts.isFramedByDeviceOnly
        startsLine = parts.startsLine
        format = parts.format
        choices = parts.choices
        var keys = ByteWriter()
        steps = parts.steps.map { partial in
            var step = partial
            let start = keys.count
            keys.append(UInt8(ascii: ","))
            keys.append(jsonString: parts.fields[step.field].name)
            keys.append(UInt8(ascii: ":"))
            step.key = start..<keys.count
            if case .keyed = parts.format { step.isShortest = step.minimumDigits == 0 }
            step.classify()
            return step
        }
        recordKeys = keys.bytes
        wireLabels = parts.wireLabels
        words = parts.words
        absentText = parts.absentText
    }

    /// Whether bytes are exactly one valid frame of this message.
    ///
    /// - Parameters:
    ///   - bytes: The bytes to look at.
    ///   - addresses: The device addresses that are accepted.
    /// - Returns: `nil` when they are; otherwise what is wrong.
    func mismatch(_ bytes: borrowing Span<UInt8>, addresses: AddressSet = .all) -> Mismatch? {
        guard !bytes.isEmpty else { return .tooShort(found: 0) }
        if case .keyed(let format) = format { return format.mismatch(bytes) }
        switch format.match(bytes, addresses: addresses) {
        case .mismatch(let mismatch):
            return mismatch
        case .incomplete:
            return .tooShort(found: bytes.count)
        case .frame(let length, _):
            return length == bytes.count ? nil : .tooLong(expected: length, found: bytes.count)
        }
    }
}

/// What a message is made of, while it is put together.
struct MessageParts {
    var name = ""
    var sender = Side.device
    /// The name of the message that answers it.
    var reply: String?
    var repeatedByReply: [String] = []
    /// The name of the message that shows what it sets.
    var shownBy: String?
    var isRefusal = false
    var refusals: [String] = []
    var writes = false
    var isUntested = false
    var note: String?
    var label: String?
    var isFramedByDeviceOnly = false
    var startsLine = false
    var format: Format
    var fields: [Field] = []
    var steps: [FieldStep] = []
    var choices: [Choice] = []
    var wireLabels: [[UInt8]] = []
    var words: [Words] = []
    var absentText: [UInt8]?
}

/// How a text says false and true.
struct Words {
    var no: [UInt8] = []
    var yes: [UInt8] = []
}

extension Message {
    /// The page that shows what this message sets: one that comes by itself, or the reply to the
    /// query for it; `nil` when nothing does.
    public var shownPage: Message? { shownBy?.reply ?? shownBy }

    /// The query for the page that shows what this message sets; `nil` when the page comes by
    /// itself, or there is none.
    public var shownPageQuery: Message? { shownBy?.sender == .host ? shownBy : nil }

    /// How long a device takes to send, in turn, all frames of a message that comes in several; `nil`
    /// for one that comes whole.
    public var turn: Duration? {
        if case .keyed(let format) = format { format.turn } else { nil }
    }

    /// Whether damage hardly ever passes the check of a frame: it has a CRC, not just a sum or nothing.
    public var isStronglyChecked: Bool { format.isStronglyChecked }

    /// Whether a frame of this message can be a valid frame of another, so that only what was asked
    /// tells them apart; a message is like itself.
    func isLike(_ other: Message) -> Bool {
        self === other || sender == other.sender && format.overlaps(other.format)
    }

    /// Whether bytes are exactly one valid frame of this message.
    ///
    /// - Parameters:
    ///   - bytes: The bytes to look at.
    ///   - address: The only device address that is accepted; `nil` for any.
    public func accepts(_ bytes: [UInt8], address: UInt8? = nil) -> Bool {
        mismatch(bytes.span, addresses: address.map { AddressSet([$0]) } ?? .all) == nil
    }

    /// Whether bytes are a frame of this message with a wrong checksum, or one that is cut short
    /// behind its signature.
    ///
    /// - Parameters:
    ///   - bytes: The bytes to look at; more may follow a frame with a wrong checksum.
    ///   - address: The only device address that is accepted; `nil` for any.
    public func isDamaged(_ bytes: [UInt8], address: UInt8? = nil) -> Bool {
        let addresses = address.map { AddressSet([$0]) } ?? .all
        switch mismatch(bytes.span, addresses: addresses) {
        case .checksum: return true
        case .tooShort(let count): return format.signatureCount.map { count >= $0 } ?? false
        case .byte, .structure, .tooLong, nil: return false
        }
    }

    /// The device's address in a frame; `nil` when a frame of this message carries none.
    ///
    /// - Parameter frame: A valid frame of this message.
    public func address(in frame: [UInt8]) -> UInt8? {
        addressPattern?.address(in: frame.span)
    }

    /// The most bytes a frame can have.
    public var longestFrame: Int { format.longestFrame }

    /// Whether a frame carries the device's address.
    var hasAddress: Bool { addressPattern?.addressOffset != nil }

    /// What says where in a frame the device's address stands, and how; `nil` when it carries none.
    var addressPattern: BytePattern? {
        switch format {
        case .fixed(let format): format.pattern
        case .separated(let format): format.pattern
        case .lines, .keyed, .hexLine: nil
        }
    }
}
