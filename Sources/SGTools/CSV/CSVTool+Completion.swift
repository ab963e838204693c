internal import ArgumentParser
internal import SGDevices

extension CSVTool {
    /// The messages that devices send.
    static var messageCompletion: CompletionKind {
        .custom { _, _, _ in pages.map { candidate($0.name, $0.label ?? "") } }
    }

    /// The fields of the message that is taken; without one, those of all.
    static var fieldCompletion: CompletionKind {
        .custom { words, _, current in
            let message = typed(words).values(of: "--message").last
            let chosen = pages.filter { message == nil || $0.name == message }
            return completableList(current, of: chosen.flatMap(\.fields))
        }
    }

    private static var pages: [Message] {
        completableDevices().flatMap(\.pages)
    }
}
