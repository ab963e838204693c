package import ArgumentParser
internal import SGBytes
internal import SGDevices
internal import SGRecords
internal import SGSystem

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

    @OptionGroup var common: CommonOptions

    @Argument(help: "The files to read; standard input by default.")
    var files: [String] = []

    package init() {}

    package mutating func validate() throws {
        guard !(hex && raw) else { throw ValidationError("--hex and --raw exclude each other.") }
    }

    package mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        let types = try devices.devices(console)
        if hex { return try decodeHex(types, console) }
        return raw ? try decodeRaw(types, console) : try decodeRecords(types, console)
    }

    private func decodeRecords(
        _ types: [DeviceType], _ console: Console
    ) throws(ToolFailure) -> ExitStatus {
        var decoder = RecordDecoder(
            catalog: DeviceCatalog(environment: console.environment), types: devices.names,
            devices: types, captures: CaptureDecoder(types, side: side, noise: noise),
            console: console)
        var input = LineInput(files, console: console, output: console.output)
        try input.feed(&decoder)
        try decoder.finish()
        return input.status
    }

    /// Decodes each file as a stream of its own.
    private func decodeRaw(
        _ types: [DeviceType], _ console: Console
    ) throws(ToolFailure) -> ExitStatus {
        var output = Output(console)
        var writer = FieldsWriter()
        var decoder = FrameDecoder(types, side: side, noise: noise)
        var input = InputFiles(files, console: console, output: console.output)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 16)
        defer { room.deallocate() }
        while true {
            try output.flush()
            switch try input.read(into: room) {
            case .bytes(let count):
                let bytes = UnsafeRawBufferPointer(rebasing: room[..<count]).bindMemory(
                    to: UInt8.self)
                decoder.take(bytes.span, from: RecordOrigin(), &writer, into: &output.bytes)
            case .endOfFile:
                decoder.finish(from: RecordOrigin(), &writer, into: &output.bytes)
                decoder = FrameDecoder(types, side: side, noise: noise)
            case .end:
                decoder.finish(from: RecordOrigin(), &writer, into: &output.bytes)
                try output.flush()
                return input.status
            }
        }
    }

    /// Decodes each file of hex text as a stream of its own.
    private func decodeHex(
        _ types: [DeviceType], _ console: Console
    ) throws(ToolFailure) -> ExitStatus {
        var status = ExitStatus.done
        for file in files.isEmpty ? ["-"] : files {
            var decoder = HexDecoder(
                FrameDecoder(types, side: side, noise: noise), console: console)
            var input = LineInput([file], console: console, output: console.output)
            try input.feed(&decoder)
            try decoder.finish()
            if input.status != .done { status = input.status }
        }
        return status
    }
}

/// Finds and decodes the frames in lines of hex text, a stream that goes on from line to line.
private struct HexDecoder: ~Copyable, LineConsumer {
    private var decoder: FrameDecoder
    private var output: Output
    private var writer = FieldsWriter()

    init(_ decoder: FrameDecoder, console: Console) {
        self.decoder = decoder
        output = Output(console)
    }

    var isFull: Bool { output.isFull }

    mutating func flush() throws(ToolFailure) {
        try output.flush()
    }

    mutating func take(_ line: Span<UInt8>) throws(LineError) {
        let text = line.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        guard let bytes = bytes(hex: text) else {
            throw LineError("found something else than pairs of hex digits")
        }
        decoder.take(bytes.span, from: RecordOrigin(), &writer, into: &output.bytes)
    }

    mutating func finish() throws(ToolFailure) {
        decoder.finish(from: RecordOrigin(), &writer, into: &output.bytes)
        try output.flush()
    }
}
