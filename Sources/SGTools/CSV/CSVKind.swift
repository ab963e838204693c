internal import SGBytes

/// What is the same of records that share a table.
struct CSVKind: Hashable {
    /// The configured name of the device, where tables are kept apart by it.
    var device: String?
    /// The type of the device; `nil` when the records do not say.
    var deviceType: String?
    /// The type of the message; `nil` when the records do not say.
    var messageType: String?
    /// Whether the values stand in `fields`, as in every decoded record.
    var isDecoded: Bool
}

extension CSVKind: CustomStringConvertible {
    /// What a message calls the records.
    var description: String {
        messageType.map { "'\($0)' records" } ?? "records without 'message_type'"
    }

    /// The name of the file in a directory that takes the records: `DEVICE_MESSAGE.csv`.
    ///
    /// What could lead out of the directory, hide the file or mean something to a shell stands as `%`
    /// and two hex digits. `nil` when the records do not name both, or too long for a file.
    var fileName: String? {
        guard let device = device ?? deviceType, let messageType else { return nil }
        let name = "\(harmlessInFileName(device))_\(harmlessInFileName(messageType)).csv"
        return name.utf8.count <= longestFileName ? name : nil
    }
}

/// The longest name that a file system is sure to take, less room for what is put behind it when the
/// file is set aside.
private let longestFileName = 200

private func harmlessInFileName(_ text: String) -> String {
    text.utf8.map { byte in
        isHarmlessInFileName(byte)
            ? String(Unicode.Scalar(byte)) : "%" + hex(CollectionOfOne(byte)).uppercased()
    }.joined()
}

private func isHarmlessInFileName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
    default: false
    }
}
