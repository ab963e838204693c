internal import ArgumentParser
internal import SGDevices

extension ShowDevice {
    /// The messages of the device type.
    static var messageCompletion: CompletionKind {
        .custom { words, _, _ in
            completableDevices(typed(words).operands).flatMap(\.messages).map {
                candidate($0.name, summary(of: $0))
            }
        }
    }
}
