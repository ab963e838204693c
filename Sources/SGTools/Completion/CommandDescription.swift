internal import ArgumentParser
internal import SGRecords

/// What the command line of a tool, or of one of its subcommands, may hold, as its parser tells it.
struct CommandDescription {
    /// Its name, such as `sg-listen` or `show`.
    let name: String
    /// What it is for, in a sentence.
    let abstract: String
    /// The options, with and without a value.
    let options: [ArgumentDescription]
    /// The operands, in order.
    let operands: [ArgumentDescription]
    /// The subcommands.
    let subcommands: [CommandDescription]

    /// Describes a tool, or a subcommand.
    init(of command: any ParsableCommand.Type) {
        self.init(ParserMembers(Array(command._dumpHelp().utf8)).object("command"))
    }

    private init(_ members: ParserMembers) {
        let arguments = members.objects("arguments")
        name = members.string("commandName")
        abstract = members.string("abstract")
        options = arguments.filter { $0.string("kind") != "positional" }.map { members in
            ArgumentDescription(members, request: members.object("preferredName").optionName)
        }
        let operands = arguments.filter { $0.string("kind") == "positional" }
        self.operands = operands.enumerated().map { index, members in
            ArgumentDescription(members, request: "positional@\(index)")
        }
        // The parser tells of a subcommand `help`, which tools without subcommands have not.
        subcommands = members.objects("subcommands").map(CommandDescription.init)
            .filter { $0.name != "help" }
    }

    /// The option of a name with its dashes; `nil` when there is none.
    func option(named name: some StringProtocol) -> ArgumentDescription? {
        options.first { $0.names.contains { $0 == name } }
    }
}

/// An option or an operand.
struct ArgumentDescription {
    /// What its value is completed with.
    enum Values: Equatable {
        case none
        case list([String])
        case files([String])
        case folders
        /// What the parser gives when it is asked for the completion of this argument.
        case custom(request: String)
    }

    /// The names of an option, with their dashes; empty for an operand.
    let names: [String]
    /// What it means, in a sentence.
    let abstract: String
    /// Whether it is an option with a value.
    let takesValue: Bool
    /// Whether it may be given more than once.
    let isRepeating: Bool
    /// What its value is completed with.
    let values: Values

    fileprivate init(_ members: ParserMembers, request: String) {
        names = members.objects("names").map(\.optionName)
        abstract = members.string("abstract")
        takesValue = members.string("kind") == "option"
        isRepeating = members.flag("isRepeating")
        let completion = members.object("completionKind")
        values =
            if completion.has("list") {
                .list(completion.object("list").strings("values"))
            } else if completion.has("file") {
                .files(completion.object("file").strings("extensions").map { "*.\($0)" })
            } else if completion.has("directory") {
                .folders
            } else if completion.has("custom") {
                .custom(request: request)
            } else {
                .none
            }
    }
}

extension ParserMembers {
    /// The name of an option, with its dashes.
    fileprivate var optionName: String {
        (string("kind") == "long" ? "--" : "-") + string("name")
    }
}
