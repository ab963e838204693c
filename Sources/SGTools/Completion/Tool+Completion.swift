internal import ArgumentParser

extension Tool {
    /// What a shell asks of a tool instead of its work; `nil` for all other arguments.
    ///
    /// - Throws: 64 for the script of a shell that is not known here.
    static func answer(toShell arguments: [String]) throws(ToolFailure) -> String? {
        guard let first = arguments.first else { return nil }
        if first == Completion.request {
            return Completion(arguments.dropFirst(), of: self).lines.joined(separator: "\n")
        }
        let words =
            first.split(separator: "=", maxSplits: 1) + arguments.dropFirst().map { $0[...] }
        guard words.first == "--generate-completion-script" else { return nil }
        let shell = words.dropFirst().first.map(String.init) ?? ""
        guard let script = script(completing: name, in: shell) else {
            throw ToolFailure(.usage, "found shell '\(shell)', expected bash, zsh or fish")
        }
        return script
    }

    /// The command line before the argument that the parser wants completed.
    ///
    /// - Parameter words: The words after the tool's name, or the subcommand's; the last is being
    ///   typed.
    static func typed(_ words: [String]) -> TypedLine {
        TypedLine(words.dropLast(), of: CommandDescription(of: self))
    }
}
