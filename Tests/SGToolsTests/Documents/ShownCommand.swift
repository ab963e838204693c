/// A command that a document shows, with what the document says that it prints.
struct ShownCommand: Sendable, CustomStringConvertible {
    /// Where it is.
    let place: String
    /// The command, as the shell takes it.
    private(set) var command: String
    /// Whether it is for the superuser.
    let isForRoot: Bool
    /// The lines that are shown under it.
    private(set) var output: [String] = []

    init(place: String, command: String, isForRoot: Bool = false) {
        self.place = place
        self.command = command
        self.isForRoot = isForRoot
    }

    /// Where it is, and what it is.
    var description: String { "\(place): \(command)" }

    /// The commands of a block behind prompts: what stands under a command is what it prints.
    static func transcript(_ block: LiteralBlock) -> [ShownCommand] {
        var examples: [ShownCommand] = []
        for line in block.lines {
            if line.hasPrefix("$ ") || line.hasPrefix("# ") {
                examples.append(
                    ShownCommand(
                        place: block.place, command: String(line.dropFirst(2)),
                        isForRoot: line.hasPrefix("#")))
            } else if examples.last?.isUnfinished == true {
                examples[examples.endIndex - 1].command += "\n" + line
            } else {
                examples[examples.endIndex - 1].output.append(line)
            }
        }
        return examples
    }

    /// The commands of a block that holds nothing else but comments.
    static func commands(_ block: LiteralBlock) -> [ShownCommand] {
        var examples: [ShownCommand] = []
        for line in block.lines.map({ $0.replacing(#/ +# .*/#, with: "") }) {
            if examples.last?.isUnfinished == true {
                examples[examples.endIndex - 1].command += "\n" + line
            } else {
                examples.append(ShownCommand(place: block.place, command: line))
            }
        }
        return examples
    }

    /// What the lines of a crontab start.
    static func crontab(_ block: LiteralBlock) -> [ShownCommand] {
        block.lines.map { line in
            let fields = line.split(separator: " ", maxSplits: 5)
            return ShownCommand(place: block.place, command: String(fields[5]))
        }
    }
}

// MARK: - How it is tried

extension ShownCommand {
    /// Whether the shell reads on behind it.
    fileprivate var isUnfinished: Bool {
        ["|", "\\", "&&"].contains(where: command.hasSuffix)
            || command.count { $0 == "'" } % 2 == 1
    }

    /// Whether it is a device, which goes on beside what the other examples do with it.
    var isServer: Bool {
        command.hasPrefix("sg-emulate") && !command.contains(" - ")
            || command.contains(/^sg-run .*(-v*e|--emulate)\b/)
    }

    /// Whether it goes on until it is interrupted.
    var isEndless: Bool {
        let listens = command.contains(/\bsg-listen .*(\/dev\/|\/tmp\/|:\/\/)/)
        return isServer || command.contains(" --loop ")
            || listens && !command.contains(/--(count|detect)\b/)
    }

    /// Whether it ends with an error.
    var showsFailure: Bool {
        output.contains { line in
            line.contains(": error: ") || line.contains(" ERROR ")
                || line.contains(/^sg-[a-z]+:/) && !line.contains("warning: ")
        }
    }
}

// MARK: - What may be tried

extension ShownCommand {
    /// Programs that change nothing but the files that they are told to write.
    private static let harmless: Set = [
        "cat", "cd", "cp", "cut", "echo", "export", "grep", "head", "id", "install", "jq", "less",
        "ls", "mkdir", "sed", "tail", "wc",
    ]

    /// Whether it can do no harm to the machine on which it is tried.
    var isHarmless: Bool {
        !isForRoot && !command.contains(/\$\(|`|\s\/(etc|var|root|home)\//)
            && programs.allSatisfy { $0.hasPrefix("sg-") || Self.harmless.contains($0) }
    }

    /// The programs that it starts.
    private var programs: [String] {
        var quotes = 0
        let separators: Set<Character> = ["|", "&", ";"]
        let parts = command.replacing("2>&1", with: "").split { character in
            if character == "'" { quotes += 1 }
            return quotes % 2 == 0 && separators.contains(character)
        }
        return parts.compactMap { part in
            let words = part.split { $0 == " " || $0 == "\n" }
            // Variables may be set for it.
            let path = words.first { $0 != "\\" && !$0.contains(/^[A-Z_]+=/) }
            return path?.split(separator: "/").last.map(String.init)
        }
    }
}
