internal import SGBytes
internal import SGDevices
internal import SGDiagnostics
internal import SGRecords
internal import SGSystem

/// Adds `fields` to the records that pass through, and hands on unchanged all it has no business
/// with.
struct RecordDecoder: ~Copyable, LineConsumer {
    private let selection: DeviceSelection
    private var captures: CaptureDecoder

    private var output: Output
    private var object = JSONObject()
    private var writer = FieldsWriter()
    private var frame = ByteWriter()
    private var messages = NamedMessages()
    /// The problems that were already complained about; each is told once.
    private var reported: Set<String> = []

    init(_ selection: DeviceSelection, captures: CaptureDecoder, console: Console) {
        self.selection = selection
        self.captures = captures
        output = Output(console)
    }

    var isFull: Bool { output.isFull }

    /// What is wrong with the captures, once all input has been read; `nil` for nothing.
    var failure: ToolFailure? { captures.hasFoundNothing ? .noFrame : nil }

    mutating func flush() throws(ToolFailure) {
        try output.flush()
    }

    /// Gives out what captures still hold when all input has been read.
    mutating func finish() throws(ToolFailure) {
        captures.finish(&writer, into: &output.bytes)
        try output.flush()
    }

    mutating func take(_ line: Span<UInt8>) throws(LineError) {
        try object.parse(line: line)
        let keys = RecordKeys(of: object, in: line)
        if let index = keys.frame, object.kind(index) == .string {
            try takeFrame(line, keys, index)
        } else if let index = keys.bytes, object.kind(index) == .string {
            try captures.take(line, object, keys, bytes: index, &writer, into: &output.bytes)
        } else {
            passOn(line)
        }
    }

    private mutating func passOn(_ line: Span<UInt8>) {
        output.bytes.append(line)
        output.bytes.append("\n")
    }

    /// Decodes the frame of a record; one that cannot be decoded is passed on as it came.
    private mutating func takeFrame(
        _ line: Span<UInt8>, _ keys: RecordKeys, _ index: Int
    ) throws(LineError) {
        let members = object.members
        do throws(LineError) {
            frame.removeAll()
            guard frame.append(hexDigits: line.extracting(members[index].text)) else {
                throw LineError("the frame is no pairs of hex digits")
            }
            if let type = keys.deviceType, let name = keys.messageType {
                let message = try message(
                    line.extracting(members[type].text), line.extracting(members[name].text))
                guard let message else { return passOn(line) }
                try writeRecord(line, keys, index, message, of: nil)
            } else {
                let found = try recognise()
                try writeRecord(line, keys, index, found.message, of: found.device)
            }
        } catch {
            passOn(line)
            throw error
        }
    }

    /// The message that a record names; `nil` when it is none of the wanted types.
    private mutating func message(
        _ type: Span<UInt8>, _ name: Span<UInt8>
    ) throws(LineError) -> Message? {
        if let message = messages.message(type, name) { return message }
        var message: Message?
        defer { messages.remember(type, name, message) }
        let typeName = unescapedJSON(type)
        guard selection.names.isEmpty || selection.names.contains(typeName) else { return nil }
        message = try look(up: unescapedJSON(name), of: typeName)
        return message
    }

    private mutating func look(up name: String, of type: String) throws(LineError) -> Message? {
        let problem: String
        do throws(Diagnostic) {
            if let device = try selection.device(named: type) {
                if let message = device[name] { return message }
                problem = "'\(type)' has no message '\(name)'"
            } else {
                problem = "unknown device type '\(type)'"
            }
        } catch {
            problem = "\(error)"
        }
        guard reported.count < 1000, reported.insert(problem).inserted else { return nil }
        throw LineError(problem)
    }

    /// What a frame that came without a type is.
    private func recognise() throws(LineError) -> Frame {
        for device in selection.devices {
            if let frame = device.recognise(frame.bytes) { return frame }
        }
        throw LineError("the frame is none of a known device type")
    }

    // MARK: - Output

    /// Writes a record with its fields behind all other keys.
    ///
    /// - Parameter device: The type of a frame that came without one.
    private mutating func writeRecord(
        _ line: Span<UInt8>, _ keys: RecordKeys, _ index: Int, _ message: Message,
        of device: DeviceType?
    ) throws(LineError) {
        let start = output.bytes.count
        if device == nil, keys.fields == nil, keys.suspect == nil {
            var end = line.count - 1
            while line[end] != UInt8(ascii: "}") { end -= 1 }
            output.bytes.append(line.extracting(..<end))
        } else {
            writeMembers(line, keys, index, message, of: device)
        }
        do throws(Mismatch) {
            try writer.append(frame, of: message, to: &output.bytes)
        } catch {
            output.bytes.truncate(to: start)
            throw LineError("the frame is no valid \(message.name): \(error)")
        }
        output.bytes.append("}\n")
    }

    /// Writes the members of a record one by one, without the fields of an earlier decoding, and
    /// with the types of a frame that came without.
    private mutating func writeMembers(
        _ line: Span<UInt8>, _ keys: RecordKeys, _ index: Int, _ message: Message,
        of device: DeviceType?
    ) {
        output.bytes.append("{")
        var isFirst = true
        for (position, member) in object.members.enumerated() {
            if position == keys.fields || position == keys.suspect { continue }
            if device != nil, position == keys.deviceType || position == keys.messageType {
                continue
            }
            if !isFirst { output.bytes.append(",") }
            isFirst = false
            if position == index, let device {
                output.bytes.append("\"device_type\":")
                output.bytes.append(jsonString: device.name)
                output.bytes.append(",\"message_type\":")
                output.bytes.append(jsonString: message.name)
                output.bytes.append(",")
            }
            output.bytes.append(
                line.extracting(member.key.lowerBound - 1..<member.value.upperBound))
        }
    }
}
