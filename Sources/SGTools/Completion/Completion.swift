internal import ArgumentParser
internal import SGBytes

/// What may come next on a command line that is being typed.
struct Completion {
    /// The first argument of a tool that is asked for it; the words of the command line follow.
    static let request = "---complete"

    private let tool: any Tool.Type
    private let line: TypedLine
    private let typed: String

    /// Reads a command line.
    ///
    /// - Parameters:
    ///   - words: The words after the tool's name, up to the cursor. The last, which may be empty,
    ///     is being typed.
    ///   - tool: The tool.
    init(_ words: some BidirectionalCollection<String>, of tool: any Tool.Type) {
        self.tool = tool
        line = TypedLine(words.dropLast(), of: CommandDescription(of: tool))
        typed = words.last ?? ""
    }

    /// The lines that completion scripts read: a candidate, a tab and what it means.
    ///
    /// A line without a candidate asks for the files of a pattern, should no candidate fit.
    var lines: [String] {
        var known: Set<Substring> = []
        return candidates.filter { line in
            let word = line.prefix { $0 != "\t" }
            return word.isEmpty || known.insert(word).inserted
        }
    }

    private var candidates: [String] {
        if let option = line.openOption { return values(of: option, typed: typed) }
        guard !line.isPastOptions, typed.hasPrefix("-") else {
            let operands = self.operands
            return operands.isEmpty && typed.isEmpty ? options : operands
        }
        let name = typed.prefix { $0 != "=" }
        guard name.endIndex < typed.endIndex else { return options }
        guard let option = line.command.option(named: name), option.takesValue else { return [] }
        let values = values(of: option, typed: String(typed[name.endIndex...].dropFirst()))
        return values.map { $0.hasPrefix("\t") ? $0 : "\(name)=\($0)" }
    }

    private var options: [String] {
        line.command.options.filter(line.mayTake).flatMap { option in
            option.names.map { candidate($0, option.abstract) }
        }
    }

    private var operands: [String] {
        let subcommands =
            line.operands.isEmpty
            ? line.command.subcommands.map { candidate($0.name, $0.abstract) } : []
        let operands = line.command.operands
        let next = operands.dropFirst(line.operands.count).first
        guard let operand = next ?? operands.last(where: \.isRepeating) else { return subcommands }
        return subcommands + values(of: operand, typed: typed)
    }

    private func values(of argument: ArgumentDescription, typed: String) -> [String] {
        switch argument.values {
        case .none: []
        case .list(let values): values.map { candidate($0, "") }
        case .files(let patterns): (patterns.isEmpty ? ["*"] : patterns).map(files)
        case .folders: [files("*/")]
        case .custom(let request): customValues(request, typed: typed)
        }
    }

    /// Asks the parser for what an argument is completed with, in the way of its own scripts.
    private func customValues(_ request: String, typed: String) -> [String] {
        let call = ["---completion"] + line.path + ["--", request, "0", "\(typed.count)"]
        do {
            _ = try tool.parseAsRoot(call + line.arguments + [typed])
            return []
        } catch {
            return tool.fullMessage(for: error).split(separator: "\n").map(String.init)
        }
    }
}

/// The line for something that may be typed.
///
/// - Parameters:
///   - word: What may be typed. Nothing is put between it and what is typed next when it ends
///     with `=`, `:`, `/` or `,`.
///   - meaning: What it means; may be empty.
func candidate(_ word: String, _ meaning: String) -> String {
    "\(singleLine(word))\t\(singleLine(meaning))"
}

/// The line that asks for files.
///
/// - Parameter pattern: A pattern of their names, such as `*.yml`; `*/` for folders.
func files(_ pattern: String) -> String {
    "\t\(pattern)"
}
