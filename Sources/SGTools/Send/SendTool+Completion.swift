internal import ArgumentParser
internal import SGDevices

extension SendTool {
    /// The messages that a host sends to the device; without a device type, those of all.
    static var messageCompletion: CompletionKind {
        .custom { words, _, _ in
            commands(typed(words)).map { candidate($0.name, summary(of: $0)) }
        }
    }

    /// The fields of the message that have no value yet.
    static var fieldCompletion: CompletionKind {
        .custom { words, _, current in
            let line = typed(words)
            let messages = commands(line).filter { $0.name == line.operands.dropFirst().first }
            let given = line.operands.dropFirst(2).map { $0.prefix { $0 != "=" } }
            let fields = messages.flatMap(\.fields).filter { field in
                !given.contains { $0 == field.name }
            }
            return completableAssignments(current, to: fields)
        }
    }

    private static func commands(_ line: TypedLine) -> [Message] {
        let devices = completableDevices(line.values(of: "--device-type"))
        return devices.flatMap(\.commands)
    }
}
