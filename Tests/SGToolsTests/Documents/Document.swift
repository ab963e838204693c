import Testing

/// A text for users: a page of the manual or the overview.
struct Document: Sendable, CustomTestStringConvertible {
    /// Its path in the package.
    let path: String
    /// All that it shows literally, in order.
    let blocks: [LiteralBlock]

    var testDescription: String { path }

    /// Every page and the overview.
    static func all() throws -> [Document] {
        let pages = try Manual.names().map { name in
            Document(path: "man/\(name)", blocks: try Manual(name).blocks)
        }
        return pages + [Document(path: "README.md", blocks: try Markdown("README.md").blocks)]
    }

    /// The commands that it shows.
    var examples: [ShownCommand] {
        blocks.flatMap { block in
            switch block.kind {
            case .transcript: ShownCommand.transcript(block)
            case .commands: ShownCommand.commands(block)
            case .crontab: ShownCommand.crontab(block)
            case .configuration, .definition, .picture, nil: [ShownCommand]()
            }
        }
    }

    /// The whole configurations that it shows; actions alone are those of the devices before them.
    var configurations: [String] {
        var texts: [String] = []
        for block in blocks where block.kind == .configuration {
            let isWhole = block.lines.first?.hasPrefix("period:") == true
            let devices = texts.last?.split(separator: "actions:\n").first ?? ""
            texts.append(isWhole ? block.text : devices + block.text)
        }
        return texts
    }

    /// The definitions that it shows, by the names of their files.
    var definitions: [String: String] {
        let blocks = blocks.filter { $0.kind == .definition }
        let names = blocks.map { $0.lines[0].dropFirst("device_type:".count).filter { $0 != " " } }
        return Dictionary(zip(names.map { "\($0).yaml" }, blocks.map(\.text))) { first, _ in first }
    }
}
