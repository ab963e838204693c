package import ArgumentParser
internal import Glibc
internal import SGBytes
internal import SGDevices
internal import SGPorts
internal import SGSystem

/// `sg-devices`: shows the known device types and checks definitions.
package struct DevicesTool: Tool {
    package static let configuration = CommandConfiguration(
        commandName: "sg-devices",
        abstract: "Show the known device types and the machine's ports, and check definitions.",
        discussion: "Without a subcommand it lists the device types.",
        version: toolkitVersion,
        subcommands: [
            ListDevices.self, ShowDevice.self, CheckDefinitions.self, ListPorts.self,
        ])

    @OptionGroup var common: CommonOptions

    package init() {}

    package mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        try ListDevices.list(asJSON: false, on: console)
    }
}

/// `sg-devices list`: all known device types, one a line.
struct ListDevices: Tool {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the known device types.")

    @Flag(help: "Print one JSON object a line.") var json = false
    @OptionGroup var common: CommonOptions

    mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        try ListDevices.list(asJSON: json, on: console)
    }

    /// Lists the device types; faulty definitions are reported and left out.
    static func list(asJSON: Bool, on console: Console) throws(ToolFailure) -> ExitStatus {
        let catalog = DeviceCatalog(environment: console.environment)
        let devices = catalog.devices(for: console)
        var output = Output(console)
        if asJSON {
            for device in devices { output.bytes.append(summaryOf: device) }
        } else {
            for line in tableOfDevices(devices) { output.append(line: line) }
        }
        try output.flush()
        return devices.count == catalog.names.count ? .done : .wrongConfiguration
    }
}

/// `sg-devices show`: everything about one device type.
struct ShowDevice: Tool {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a device type: its port settings, messages, fields and commands.")

    @Flag(help: "Print a JSON object.") var json = false
    @OptionGroup var common: CommonOptions
    @Argument(help: "The device type.", completion: .deviceTypes) var type: String
    @Argument(help: "Show only this message.", completion: messageCompletion) var message: String?

    mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        let catalog = DeviceCatalog(environment: console.environment)
        let device = try catalog.device(type, for: console)
        let messages = try messages(of: device)
        var output = Output(console)
        if json {
            output.bytes.append(descriptionOf: device, messages: messages)
        } else {
            for line in sheet(of: device, messages: messages) { output.append(line: line) }
        }
        try output.flush()
        return .done
    }

    private func messages(of device: DeviceType) throws(ToolFailure) -> [Message] {
        guard let message else { return device.messages }
        let messages = device.messages.filter { $0.name == message }
        if messages.isEmpty {
            throw .unknown("message", message, among: device.messages.map(\.name))
        }
        return messages
    }
}

/// `sg-devices check`: what is wrong with definition files.
struct CheckDefinitions: Tool {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check definition files and run their examples.")

    @OptionGroup var common: CommonOptions
    @Argument(
        help: "Definition files; '-' is standard input.", completion: .file(extensions: ["yaml"]))
    var files: [String]

    mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        var statuses: Set<ExitStatus> = []
        for file in files { statuses.insert(try check(file, on: console)) }
        return [.wrongConfiguration, .noInput].first(where: statuses.contains) ?? .done
    }

    private func check(_ file: String, on console: Console) throws(ToolFailure) -> ExitStatus {
        let text: [UInt8]
        do throws(ToolFailure) {
            text = try self.text(of: file, console)
        } catch {
            guard error.status == .noInput, let message = error.message else { throw error }
            console.report(message)
            return error.status
        }
        let isStandardInput = file == "-"
        let definition = Definition(
            text, file: isStandardInput ? "stdin" : file,
            name: isStandardInput ? nil : deviceTypeName(ofFile: file), for: .check)
        for diagnostic in definition.diagnostics { console.report(diagnostic) }
        guard let device = definition.device else { return .wrongConfiguration }
        var output = Output(console)
        let messages = counted(device.messages.count, "message")
        let examples = counted(definition.examples.count, "example")
        output.append(line: "\(device.origin): ok, \(messages), \(examples)")
        try output.flush()
        return .done
    }

    /// Reads a file.
    ///
    /// - Throws: 66 when it cannot be read, `ToolFailure.stopped` when the process is asked to stop
    ///   before its end.
    private func text(of file: String, _ console: Console) throws(ToolFailure) -> [UInt8] {
        let limit = Definition.longestText + 1
        do throws(ReadingError) {
            return file == "-"
                ? try readToEnd(console.input, limit: limit, stop: console.stop)
                : try contents(of: file, .stream, limit: limit, stop: console.stop)
        } catch {
            throw ToolFailure(reading: file, error)
        }
    }
}

/// The device type that a definition file must define: its name without folder and `.yaml`.
private func deviceTypeName(ofFile path: String) -> String {
    let base = path.split(separator: "/").last.map(String.init) ?? path
    return base.hasSuffix(".yaml") ? String(base.dropLast(5)) : base
}
