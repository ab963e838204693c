import Foundation
import SGBytes
import SGDevices
import SGRecords
import SGTestSupport
import Testing

/// One line of a vector file: JSON members as they are written.
struct Vector: Sendable, CustomTestStringConvertible {
    let name: String
    /// The values by key; strings without their quotes.
    let members: [String: String]

    var testDescription: String { name }

    subscript(key: String) -> String {
        members[key] ?? ""
    }

    var frame: [UInt8] { bytes(hex: self["hex"]) ?? [] }

    /// Reads every line of a file beside the tests.
    static func lines(of file: String) -> [Vector] {
        let text = (try? Data(contentsOf: vectorURL(file))).map { Array($0) } ?? []
        return text.split(separator: 0x0A).enumerated().map { index, line in
            Vector(name: "\(file):\(index + 1)", members: members(of: Array(line)))
        }
    }

    /// The members of one JSON object by key.
    static func members(of line: [UInt8]) -> [String: String] {
        var object = JSONObject()
        var members: [String: String] = [:]
        guard (try? object.parse(line.span)) != nil else { return [:] }
        for member in object.members {
            let key = String(decoding: line[member.key], as: UTF8.self)
            let value = member.kind == .string ? member.text : member.value
            members[key.trimmingCharacters(in: ["\""])] = String(
                decoding: line[value], as: UTF8.self)
        }
        return members
    }
}

func vectorURL(_ file: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Vectors/\(file)")
}

/// JSON as the tools write it: no white space between tokens, all control characters escaped.
func compact(_ json: String) -> String {
    var isInString = false
    var isEscaped = false
    let compact = json.filter { character in
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isInString = false
            }
            return true
        }
        isInString = character == "\""
        return character != " "
    }
    return compact.unicodeScalars.map { scalar in
        guard (0x7F...0x9F).contains(scalar.value) else { return String(scalar) }
        return "\\u00" + String(scalar.value, radix: 16)
    }.joined()
}

/// The device types that are part of the program.
let knownDevices: [String: DeviceType] = Dictionary(
    uniqueKeysWithValues: Definition.embeddedNames.compactMap { name in
        Definition.embedded(name).flatMap {
            Definition($0, file: name, name: name, for: .emulation).device
        }.map { (name, $0) }
    })
