package import ArgumentParser
internal import SGBytes
internal import SGDevices
internal import SGRecords

/// `sg-decode`: adds the decoded fields to records of frames.
package struct DecodeTool: Tool {
    package static let configuration = CommandConfiguration(
        commandName: "sg-decode",
        abstract: "Add the decoded fields to records of frames.",
        discussion: """
            Reads records as sg-listen prints them, or captures of raw bytes; with --hex or --raw, \
            plain hex text or bytes, in which it finds the frames itself. Records it has no \
            business with pass through unchanged.
            """,
        version: toolkitVersion)

    @OptionGroup var devices: DeviceOptions

    @Flag(help: "Read plain hex text instead of records.")
    var hex = false

    @Flag(help: "Read plain bytes instead of records.")
    var raw = false

    @Option(
        help: ArgumentHelp(
            "Whose frames to find in bytes: those that a host, a device or both would read.",
            valueName: "side"))
    var side = Side.host

    @Flag(help: "Also print the bytes that belong to no valid frame.")
    var noise = false

    @Flag(
        help: ArgumentHelp(
            "Print for people, instead of records, each frame byte by byte, and why other bytes "
                + "are no frame."))
    var explain = false

    @OptionGroup var common: CommonOptions

    @Argument(help: "The files to read; standard input by default.", completion: .file())
    var files: [String] = []

    package init() {}

    package mutating func validate() throws {
        guard !(hex && raw) else { throw ValidationError("'--hex' and '--raw' exclude each other") }
    }

    package mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        let selection = try DeviceSelection(devices, console: console)
        switch (hex || raw, explain) {
        case (true, true):
            let explainer = StreamExplainer(selection, side: side, console: console)
            return try feed(to: explainer, console)
        case (true, false):
            let decoder = FrameDecoder(selection.audience, side: side, noise: noise)
            return try feed(to: StreamDecoder(decoder, console: console), console)
        case (false, true):
            return try explainRecords(selection, console)
        case (false, false):
            return try decodeRecords(selection, console)
        }
    }

    /// Gives the bytes of the input to a consumer.
    private func feed(
        to consumer: consuming some BytesConsumer & ~Copyable, _ console: Console
    ) throws(ToolFailure) -> ExitStatus {
        hex
            ? try SGTools.feed(hexOf: files, to: consumer, console: console)
            : try SGTools.feed(bytesOf: files, to: consumer, console: console)
    }

    private func decodeRecords(
        _ selection: DeviceSelection, _ console: Console
    ) throws(ToolFailure) -> ExitStatus {
        let captures = CaptureDecoder(selection, side: side, noise: noise)
        var decoder = RecordDecoder(selection, captures: captures, console: console)
        var input = LineInput(files, console: console, output: console.output)
        try input.feed(&decoder)
        try decoder.finish()
        if input.status == .done, let failure = decoder.failure { throw failure }
        return input.status
    }

    private func explainRecords(
        _ selection: DeviceSelection, _ console: Console
    ) throws(ToolFailure) -> ExitStatus {
        var explainer = RecordExplainer(selection, side: side, console: console)
        var input = LineInput(files, console: console, output: console.output)
        try input.feed(&explainer)
        try explainer.finish()
        return input.status
    }
}
