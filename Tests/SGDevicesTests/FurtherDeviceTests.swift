import Foundation
import SGBytes
import SGDevices
import SGTestSupport
import Testing

/// The frames of the devices that the language was tried on beside the base four.
@Suite struct FurtherDeviceTests {
    /// The device type whose frames are in a file.
    static let deviceTypes = [
        "outback_fx": "outback_inverter", "outback_flexnet_dc": "outback_flexnet_dc",
        "victron_mppt": "victron_vedirect", "victron_bmv": "victron_vedirect",
        "victron_hex": "victron_vedirect",
    ]

    @Test(arguments: deviceTypes.keys.sorted())
    func `every frame decodes to the values that its source gives`(file: String) throws {
        let vectors = Vector.lines(of: "frames/\(file).jsonl")
        #expect(!vectors.isEmpty)
        for vector in vectors {
            let owners = try owners(of: vector, in: file)
            if vector["checksum_ok"] == "false" {
                #expect(owners.isEmpty, "\(vector.name)")
                continue
            }
            let owner = try #require(owners.first, "\(vector.name)")
            #expect(owners.count == 1, "\(vector.name)")
            let fields = try owner.decode(vector.frame)
            #expect(fields.filter(\.isSuspect).isEmpty, "\(vector.name)")
            for (label, expected) in Vector.members(of: Array(vector["expected"].utf8)) {
                let values = values(of: label, in: vector.frame, fields, owner)
                #expect(!values.isEmpty, "\(vector.name): no \(label)")
                #expect(isSame(values, expected), "\(vector.name): \(label) is \(values)")
            }
        }
    }

    @Test(arguments: deviceTypes.keys.sorted())
    func `every frame's fields encode to its bytes`(file: String) throws {
        for vector in Vector.lines(of: "frames/\(file).jsonl") {
            for owner in try owners(of: vector, in: file) {
                let fields = try owner.decode(vector.frame).map { ($0.name, $0.value) }
                #expect(try owner.encode(fields) == vector.frame, "\(vector.name)")
                #expect(try owner.encode([], over: vector.frame) == vector.frame)
            }
        }
    }

    /// The messages that a frame is a valid one of.
    private func owners(of vector: Vector, in file: String) throws -> [Message] {
        let device = try #require(FurtherDeviceTests.deviceTypes[file].flatMap { knownDevices[$0] })
        let isRequest = ["request", "command"].contains(vector["direction"])
        return device.messages.filter { message in
            message.sender == (isRequest ? .host : .device)
                && (try? message.decode(vector.frame)) != nil
        }
    }

    /// What a frame holds under the label that a vector gives to a value: more than one value
    /// where any may match, such as an enumeration's name and number.
    private func values(
        of label: String, in frame: [UInt8], _ fields: [DecodedField], _ message: Message
    ) -> [String] {
        let contents = Contents(frame: frame, fields: fields, message: message)
        switch label {
        case "command": return [String(hexValue(frame[1]) ?? 16)]
        case "flags": return [contents.flags]
        case "raw": return contents.raw(of: fields.last)
        case "shunt_disabled": return [contents.disabledShunts]
        default:
            let name = FurtherDeviceTests.names[label] ?? label
            let field = fields.first { $0.name == name } ?? contents.field(labelled: label)
            return contents.values(of: field)
        }
    }

    /// The fields that vectors call by another name than the definitions and the wire do.
    private static let names = [
        "shunt_a_current": "shunt_A_current", "shunt_b_current": "shunt_B_current",
        "shunt_c_current": "shunt_C_current", "accumulated_ah_shunt_b": "shunt_B_charge",
        "accumulated_kwh_shunt_c": "shunt_C_energy",
    ]

    private func isSame(_ values: [String], _ expected: String) -> Bool {
        values.contains { value in
            if value.lowercased() == expected.lowercased() { return true }
            guard let number = Decimal(string: value) else { return false }
            return isNumber(expected) && number == Decimal(string: expected)
        }
    }

    private func isNumber(_ text: String) -> Bool {
        text.allSatisfy { $0.isASCII && ($0.isNumber || "-.".contains($0)) }
    }
}

/// The fields of a frame, looked up the way that vectors name them.
private struct Contents {
    let frame: [UInt8]
    let fields: [DecodedField]
    let message: Message

    /// The field whose text in a VE.Direct block stands behind a label.
    func field(labelled label: String) -> DecodedField? {
        fields.first { field in
            let line = frame[..<field.place.lowerBound].split(separator: 0x0A).last ?? []
            return line.elementsEqual((label + "\t").utf8)
        }
    }

    func values(of field: DecodedField?) -> [String] {
        guard let field else { return [] }
        return [field.value.description] + (choice(field).map { [String($0.raw)] } ?? [])
    }

    /// The bits of a HEX message's flags as one number.
    var flags: String {
        let names = ["unknown_register", "not_supported", "parameter_error"]
        return String(
            names.enumerated().reduce(0) { sum, flag in
                fields.contains { $0.name == flag.element && $0.value == .bool(true) }
                    ? sum | 1 << flag.offset : sum
            })
    }

    /// A register's value before it was scaled.
    func raw(of field: DecodedField?) -> [String] {
        guard let field else { return [] }
        if field.name == "value" { return [littleEndianNumber(field.value.description)] }
        if let choice = choice(field) { return [String(choice.raw)] }
        guard let number = Decimal(string: field.value.description) else { return [] }
        let scales = ["solar_power": 100, "charger_voltage": 100]
        return ["\(number * Decimal(scales[field.name] ?? 1))"]
    }

    /// A digit for each shunt of a FLEXnet DC: 1 when it is disabled.
    var disabledShunts: String {
        ["A", "B", "C"].map { shunt in
            fields.contains { $0.name == "shunt_\(shunt)_disabled" && $0.value == .bool(true) }
                ? "1" : "0"
        }.joined()
    }

    private func choice(_ field: DecodedField) -> Choice? {
        message.fields.first { $0.name == field.name }?.choices.first { $0.value == field.value }
    }

    private func littleEndianNumber(_ hex: String) -> String {
        String((bytes(hex: hex) ?? []).reversed().reduce(0) { $0 << 8 | Int($1) })
    }
}
