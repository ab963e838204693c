/// The byte between the cells of a CSV file.
public struct CSVDelimiter: Sendable, Equatable {
    /// The byte itself.
    public let byte: UInt8

    /// The comma of RFC 4180.
    public static let comma = CSVDelimiter(byte: UInt8(ascii: ","))

    /// Creates a delimiter from what a user wrote.
    ///
    /// - Parameter text: A mark such as `,` `;` or `|`, or a tab, also written `\t`. `nil` for
    ///   anything else, quotes, and what occurs in numbers, dates and names: only texts and headers
    ///   ever need quotes.
    public init?(_ text: String) {
        if text == "\t" || text == "\\t" {
            byte = UInt8(ascii: "\t")
            return
        }
        guard text.utf8.count == 1, let byte = text.utf8.first, Self.isUsable(byte) else {
            return nil
        }
        self.byte = byte
    }

    private init(byte: UInt8) {
        self.byte = byte
    }

    private static func isUsable(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "_"):
            false
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }
}
