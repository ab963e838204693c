internal import SGBytes
internal import SGRecords

/// Why a text is no state.
struct StateError: Error {
    /// What was expected, and what was found.
    let message: String
}

/// The version of the text; a program that means something else by it gives it another.
private let version = "1"

// MARK: - Writing

extension RunState {
    /// The state as one JSON object, with a line for each device.
    var text: [UInt8] {
        var writer = ByteWriter()
        writer.append("{\"version\":")
        writer.append(utf8: version)
        writer.append("last_run", lastRun)
        if isGapOpen { writer.append(",\"gap_open\":true") }
        writer.append(jsonKey: "devices")
        writer.append("{")
        for (index, device) in devices.sorted(by: { $0.key < $1.key }).enumerated() {
            writer.append(index == 0 ? "\n  " : ",\n  ")
            writer.append(jsonString: device.key)
            writer.append(":")
            writer.append(device.value)
        }
        writer.append("\n}}\n")
        return writer.bytes
    }
}

extension ByteWriter {
    fileprivate mutating func append(_ device: RunState.Device) {
        append("{\"answered\":")
        append(device.hasAnswered ? "true" : "false")
        append("last_answer", device.lastAnswer)
        append(jsonKey: "failures")
        append(decimal: Int64(device.failures))
        append(jsonKey: "all_failures")
        append(decimal: Int64(device.allFailures))
        if !device.addresses.isEmpty {
            append(jsonKey: "addresses")
            append(utf8: "\(device.addresses)")
        }
        append("}")
    }

    /// Appends a time as a member, if it is known.
    fileprivate mutating func append(_ key: String, _ time: Timestamp?) {
        guard let time else { return }
        append(jsonKey: key)
        append("\"")
        append(time)
        append("\"")
    }
}

// MARK: - Reading

extension RunState {
    /// Reads a state.
    ///
    /// - Throws: ``StateError`` when the text is damaged, or of another version.
    init(_ text: [UInt8]) throws(StateError) {
        let line = text.span
        let object = try JSONObject(state: line)
        let found = object.text("version", in: line)
        guard found == version else {
            throw StateError(message: "expected version \(version), found \(found ?? "none")")
        }
        lastRun = try object.time("last_run", in: line)
        isGapOpen = object.text("gap_open", in: line) == "true"
        guard let index = object.index(of: "devices", in: line), object.kind(index) == .object
        else { throw StateError(message: "expected an object in 'devices'") }
        for member in object.inner[object.members[index].inner] {
            let name = unescapedJSON(line.extracting(member.key))
            devices[name] = try Device(line.extracting(member.value))
        }
    }
}

extension RunState.Device {
    fileprivate init(_ text: Span<UInt8>) throws(StateError) {
        let object = try JSONObject(state: text)
        hasAnswered = try object.bool("answered", in: text)
        lastAnswer = try object.time("last_answer", in: text)
        failures = try object.count("failures", in: text)
        allFailures = try object.count("all_failures", in: text)
        addresses = try object.addresses("addresses", in: text)
    }
}

extension JSONObject {
    fileprivate init(state text: Span<UInt8>) throws(StateError) {
        self.init()
        do throws(JSONError) {
            try parse(text)
        } catch {
            throw StateError(message: "\(error)")
        }
    }

    /// The text of a value, that of a string without its quotes; `nil` when there is none.
    fileprivate func text(_ key: StaticString, in line: Span<UInt8>) -> String? {
        index(of: key, in: line).map { unescapedJSON(line.extracting(members[$0].text)) }
    }

    fileprivate func bool(_ key: StaticString, in line: Span<UInt8>) throws(StateError) -> Bool {
        guard let value = text(key, in: line).flatMap(Bool.init) else {
            throw StateError(message: "expected true or false in '\(key)'")
        }
        return value
    }

    /// A number of cycles: far from where counting on would overflow.
    fileprivate func count(_ key: StaticString, in line: Span<UInt8>) throws(StateError) -> Int {
        guard let value = text(key, in: line).flatMap(Int.init), 0...1_000_000_000_000 ~= value
        else { throw StateError(message: "expected a count in '\(key)'") }
        return value
    }

    /// A list of addresses; empty when there is none.
    fileprivate func addresses(
        _ key: StaticString, in line: Span<UInt8>
    ) throws(StateError) -> [UInt8] {
        guard let index = index(of: key, in: line) else { return [] }
        var addresses: [UInt8] = []
        var elements = JSONElements(members[index])
        while let element = elements?.next(in: line) {
            let text = unescapedJSON(line.extracting(element.value))
            addresses += UInt8(text).map { [$0] } ?? []
        }
        guard !addresses.isEmpty, Set(addresses).count == addresses.count else {
            throw StateError(message: "expected addresses in '\(key)'")
        }
        return addresses
    }

    fileprivate func time(
        _ key: StaticString, in line: Span<UInt8>
    ) throws(StateError) -> Timestamp? {
        guard let index = index(of: key, in: line) else { return nil }
        guard let time = Timestamp(line.extracting(members[index].text)) else {
            throw StateError(message: "expected a time in '\(key)'")
        }
        return time
    }
}
