internal import SGDevices
internal import SGRecords

extension FieldValue {
    /// Reads a value from the `fields` of a record; `nil` when it is an object or holds one.
    init?(_ member: JSONMember, in line: Span<UInt8>) {
        if var elements = JSONElements(member) {
            var values: [FieldValue] = []
            while let (place, kind) = elements.next(in: line) {
                guard let value = FieldValue(line.extracting(place), kind) else { return nil }
                values.append(value)
            }
            self = .list(values)
        } else {
            self.init(line.extracting(member.value), member.kind)
        }
    }

    private init?(_ text: Span<UInt8>, _ kind: JSONKind) {
        switch kind {
        case .number:
            self = .number(text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
        case .string, .escapedString:
            self = .text(unescapedJSON(text.extracting(1..<text.count - 1)))
        case .true: self = .bool(true)
        case .false: self = .bool(false)
        case .null: self = .noData
        case .array, .object: return nil
        }
    }
}
