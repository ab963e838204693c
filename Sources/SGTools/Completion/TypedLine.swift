internal import ArgumentParser

/// A command line as far as it has been typed, which need not be complete.
struct TypedLine {
    /// The command whose arguments come next: the tool, or a subcommand that has been named.
    private(set) var command: CommandDescription
    /// The subcommands that have been named.
    private(set) var path: [String] = []
    /// The words after the last subcommand, without an option that waits for its value.
    private(set) var arguments: [String] = []
    /// The operands.
    private(set) var operands: [String] = []
    /// The option whose value comes next; `nil` when no option waits for one.
    private(set) var openOption: ArgumentDescription?
    /// Whether `--` has ended the options.
    private(set) var isPastOptions = false

    private var values: [(option: ArgumentDescription, value: String)] = []

    /// Reads the words after the name of a command.
    init(_ words: some Sequence<String>, of command: CommandDescription) {
        self.command = command
        for word in words { take(word) }
    }

    /// The values that an option has been given, in order.
    ///
    /// - Parameter name: One of its names, with its dashes.
    func values(of name: String) -> [String] {
        values.filter { $0.option.names.contains(name) }.map(\.value)
    }

    /// Whether an option may be given, and would not be for the second time.
    func mayTake(_ option: ArgumentDescription) -> Bool {
        option.isRepeating || !values.contains { $0.option.names == option.names }
    }

    private mutating func take(_ word: String) {
        if let option = openOption {
            openOption = nil
            values.append((option, word))
            arguments += [option.names[0], word]
        } else if isPastOptions || !word.hasPrefix("-") || word == "-" {
            take(operand: word)
        } else if word == "--" {
            isPastOptions = true
            arguments.append(word)
        } else {
            take(option: word)
        }
    }

    private mutating func take(operand word: String) {
        let subcommand = command.subcommands.first { $0.name == word }
        if let subcommand, operands.isEmpty {
            command = subcommand
            path.append(word)
            arguments = []
        } else {
            operands.append(word)
            arguments.append(word)
        }
    }

    /// Takes an option, perhaps with a value behind `=`; one that is unknown is passed over.
    private mutating func take(option word: String) {
        let name = word.prefix { $0 != "=" }
        guard let option = command.option(named: name) else { return }
        if option.takesValue, name.endIndex == word.endIndex {
            openOption = option
        } else {
            values.append((option, String(word[name.endIndex...].dropFirst())))
            arguments.append(word)
        }
    }
}
