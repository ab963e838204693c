internal import ArgumentParser
internal import SGDevices

extension EmulateTool {
    /// The fields that the devices show, and files.
    static var valueCompletion: CompletionKind {
        .custom { words, _, current in
            let devices = completableDevices(typed(words).values(of: "--device-type"))
            let pages = devices.flatMap(\.pages)
            return completableAssignments(current, to: pages.flatMap(\.fields)) + [files("*")]
        }
    }
}
