package import ArgumentParser
internal import SGRecords

/// `sg-csv`: converts decoded records to CSV.
package struct CSVTool: Tool {
    package static let configuration = CommandConfiguration(
        commandName: "sg-csv",
        abstract: "Convert decoded records to CSV.",
        discussion: """
            The first column is the local time of the record, the others are the fields of its \
            message. One table holds one type of message; a history page becomes one row a day.
            """,
        version: toolkitVersion)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Append to a file instead of printing.", valueName: "file"),
        completion: .file())
    var output: String?

    @Option(
        help: "Append to DEVICE_MESSAGE.csv in a directory, a file for every type of message.",
        completion: .directory)
    var directory: String?

    @Option(help: "Take only this type of message.", completion: messageCompletion)
    var message: String?

    @Option(
        help: "Write only these fields, separated by commas, in this order.",
        completion: fieldCompletion)
    var fields: String?

    @Flag(help: "Write times in UTC.")
    var utc = false

    @Flag(help: "Write times in ISO 8601, with milliseconds and offset.")
    var iso = false

    @Flag(help: "Write a second header row with the units.")
    var units = false

    @Option(
        help: ArgumentHelp(
            "Keep suspect values, leave their cells empty, or name them in a last column.",
            valueName: "what"),
        completion: .list(CSVSuspects.allCases.map(\.rawValue)), transform: parseSuspects)
    var suspect = CSVSuspects.empty

    @Option(
        help: ArgumentHelp("Separate cells with this; '\\t' is a tab.", valueName: "character"),
        transform: parseDelimiter)
    var delimiter = CSVDelimiter.comma

    @OptionGroup var common: CommonOptions

    @Argument(
        help: "Files of records; standard input when there is none, or '-'.", completion: .file())
    var files: [String] = []

    package init() {}

    package func validate() throws {
        if output != nil, directory != nil {
            throw ValidationError("'--output' and '--directory' exclude each other")
        }
    }

    package mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        let destination = destination
        try destination.prepare()
        var input = LineInput(
            files, console: console,
            output: destination == .standardOutput ? console.output : -1)
        var converter = CSVConverter(options, to: destination, console: console)
        try input.feed(&converter)
        return try converter.finish() ?? input.status
    }

    private var destination: CSVDestination {
        if let directory { return .directory(directory) }
        if let output, output != "-" { return .file(output) }
        return .standardOutput
    }

    private var options: CSVOptions {
        var options = CSVOptions()
        options.style.delimiter = delimiter
        options.style.hasISO8601Times = iso
        options.style.hasUnits = units
        options.style.suspects = suspect
        options.isUTC = utc
        options.message = message
        options.fields = fields?.split(separator: ",").map(String.init)
        return options
    }
}

private func parseSuspects(_ text: String) throws -> CSVSuspects {
    guard let suspects = CSVSuspects(rawValue: text) else {
        throw ValidationError("found '\(text)', expected keep, empty or column")
    }
    return suspects
}

private func parseDelimiter(_ text: String) throws -> CSVDelimiter {
    guard let delimiter = CSVDelimiter(text) else {
        throw ValidationError("found '\(text)', expected one mark such as ';' or '\\t'")
    }
    return delimiter
}
