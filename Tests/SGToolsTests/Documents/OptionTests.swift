import Foundation
import SGTools
import Testing

/// The parser of each tool, what it prints for `--help` and its page tell of the same options.
@Suite struct OptionTests {
    @Test(arguments: toolkit.map { $0.name })
    func `a page has the options of its tool`(name: String) throws {
        #expect(try Manual("\(name).1").options == Set(parsedOptions(of: name).keys))
    }

    @Test(arguments: toolkit.map { $0.name })
    func `a page has the values of every option`(name: String) throws {
        let options = try Manual("\(name).1").optionItems
        for (option, argument) in try parsedOptions(of: name) {
            let item = try #require(options[option])
            // The page has all kinds of values, where the help has one word for them.
            let isOneOfSeveral = item.value?.contains("|") == true
            #expect(item.value == argument.value || isOneOfSeveral, "\(option)")
            for value in argument.allValues ?? [] where argument.value != nil {
                #expect(item.words.contains(value), "\(option) \(value)")
            }
            if let value = argument.defaultValue {
                #expect(item.words.contains(value), "\(option)")
            }
        }
    }

    @Test(arguments: toolkit.map { $0.name })
    func `the help has the options of its tool`(name: String) throws {
        let help = try helps(of: name).joined()
        let shown = help.matches(of: /(?:^|[ \/])(--?[a-z][a-z0-9-]*)/.anchorsMatchLineEndings())
        #expect(try Set(shown.map { String($0.1) }).isSuperset(of: parsedOptions(of: name).keys))
    }

    @Test func `a command that is mentioned has the options that it is given`() throws {
        let texts = try PackageText.markdown().map { path in
            try Markdown(path).prose.matches(of: /`(sg-[a-z]+ [^`]*)`/).map { String($0.1) }
        }
        let mentions = try Manual.names().flatMap { try Manual($0).mentions } + texts.joined()
        #expect(mentions.count > 50)
        for command in mentions.flatMap({ $0.split { "|&;".contains($0) } }) {
            let words = command.split { " =".contains($0) }.map(String.init)
            guard let name = words.first, toolkit.contains(where: { $0.name == name }) else {
                continue
            }
            let options = Set(words.filter { $0.contains(/^--[a-z]/) })
            #expect(try options.subtracting(parsedOptions(of: name).keys) == [], "\(command)")
        }
    }

    /// What a tool and its subcommands print for `--help`.
    private func helps(of name: String) throws -> [String] {
        let command = try description(of: name)
        let subcommands = (command.subcommands ?? []).map { [$0.commandName] }
        return try ([[]] + subcommands).map { words in
            try runInProcess(tool(name), words + ["--help"]).output
        }
    }

    /// The options of a tool and its subcommands, with their dashes.
    private func parsedOptions(of name: String) throws -> [String: ParsedCommand.Argument] {
        try description(of: name).options
    }

    private func description(of name: String) throws -> ParsedCommand {
        let text = try runInProcess(tool(name), ["--experimental-dump-help"]).output
        return try JSONDecoder().decode(ParsedTool.self, from: Data(text.utf8)).command
    }

    private func tool(_ name: String) throws -> any Tool.Type {
        try #require(toolkit.first { $0.name == name })
    }
}

/// The parser's own description of a tool, as far as the tests need it.
private struct ParsedTool: Decodable {
    var command: ParsedCommand
}

private struct ParsedCommand: Decodable {
    struct Argument: Decodable {
        struct Name: Decodable {
            var kind, name: String
        }

        var kind: String
        var names: [Name]?
        var valueName: String?
        var allValues: [String]?
        var defaultValue: String?

        /// The names with their dashes.
        var options: [String] {
            (names ?? []).map { $0.kind == "long" ? "--\($0.name)" : "-\($0.name)" }
        }

        /// What stands for the value; `nil` when there is none.
        var value: String? { kind == "option" ? valueName : nil }
    }

    var commandName: String
    var arguments: [Argument]?
    var subcommands: [ParsedCommand]?

    var options: [String: Argument] {
        let own = (arguments ?? []).flatMap { argument in argument.options.map { ($0, argument) } }
        let others = (subcommands ?? []).filter { $0.commandName != "help" }.flatMap(\.options)
        return Dictionary(own + others) { first, _ in first }
    }
}
