/// A command of this toolkit as it is written for a shell.
struct ShellCommand {
    /// The tool's name.
    let tool: String
    /// Its options with their values.
    let options: [String]
    /// What follows them.
    let operands: [String]

    /// The command; an operand that looks like an option is none.
    var text: String {
        let looksLikeOption = operands.contains { $0.hasPrefix("-") && $0 != "-" }
        let words = [tool] + options + (looksLikeOption ? ["--"] : []) + operands
        return words.map(shellWord).joined(separator: " ")
    }
}
