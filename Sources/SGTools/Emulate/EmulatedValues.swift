internal import SGDevices
internal import SGDiagnostics
internal import SGRecords
internal import SGSystem

/// What a user wants emulated devices to show: one field, or what decoded records in a file hold.
enum EmulatedValues {
    case field(name: String, value: String)
    case file(String)

    /// Tells `FIELD=VALUE` and the name of a file apart.
    init(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, !parts[0].contains("/") {
            self = .field(name: String(parts[0]), value: String(parts[1]))
        } else {
            self = .file(text)
        }
    }

    /// Sets the values on every device that has such fields.
    ///
    /// - Throws: 64 for a field that no device has or a value that it cannot show, 65 for records
    ///   with such fields, 66 for a file that cannot be read.
    func set(on devices: inout [EmulatedDevice], _ console: Console) throws(ToolFailure) {
        switch self {
        case .field(let name, let value):
            do throws(EncodeError) {
                try devices.set(name) { FieldValue(argument: value, for: $0) }
            } catch {
                throw ToolFailure(.usage, "\(error)")
            }
        case .file(let name):
            var reader = ValueReader(devices)
            var input = LineInput([name], console: console)
            try input.feed(&reader)
            devices = reader.devices
            guard input.status == .done else {
                throw ToolFailure(input.status, "the values of '\(name)' cannot be used")
            }
        }
    }
}

extension [EmulatedDevice] {
    /// Sets a field on every device that has it.
    fileprivate mutating func set(
        _ name: String, to value: (Field) -> FieldValue
    ) throws(EncodeError) {
        try checkName(name)
        for index in indices {
            guard let field = self[index].field(named: name) else { continue }
            try self[index].set([(name, value(field))])
        }
    }

    /// Fails for a name that is a field of none.
    fileprivate func checkName(_ name: String) throws(EncodeError) {
        if contains(where: { $0.field(named: name) != nil }) { return }
        throw .unknownField(name, nearest: nearestWord(to: name, among: flatMap(\.names)))
    }
}

/// Sets what lines of JSON hold on emulated devices: the fields of decoded records, which may be
/// of one device type only, or the members of plain objects.
private struct ValueReader: LineConsumer {
    var devices: [EmulatedDevice]
    private var object = JSONObject()
    let isFull = false

    init(_ devices: [EmulatedDevice]) {
        self.devices = devices
    }

    mutating func flush() {}

    mutating func take(_ line: Span<UInt8>) throws(LineError) {
        try object.parse(line: line)
        let keys = RecordKeys(of: object, in: line)
        let type = keys.deviceType.flatMap { object.members[$0].string(in: line) }
        let isRecord = keys.fields != nil
        let members = keys.fields.map { object.inner[object.members[$0].inner] }
        let values = try object.values(of: members ?? object.members[...], in: line)
        do throws(EncodeError) {
            if !isRecord { for (name, _) in values { try devices.checkName(name) } }
            for index in devices.indices where type.map({ $0 == devices[index].type.name }) ?? true
            {
                let device = devices[index]
                try devices[index].set(values.filter { device.field(named: $0.name) != nil })
            }
        } catch {
            throw LineError("\(error)")
        }
    }
}
