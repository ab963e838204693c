internal import SGBytes
internal import SGDevices
internal import SGRecords

/// Prints the records of orders instead of sending them.
struct DryRun: ~Copyable, OrderRecipient {
    let status = ExitStatus.done

    private let origin: RecordOrigin
    private var output: Output

    init(port: String, console: Console) {
        origin = RecordOrigin(port: port)
        output = Output(console)
    }

    mutating func carryOut(_ order: Order) throws(ToolFailure) {
        let frame = try order.wholeFrame()
        if let target = order.target {
            output.bytes.append(
                frame: frame.span, deviceType: target.device.name,
                messageType: target.message.name, from: origin)
        } else {
            output.bytes.append(chunk: frame.span, .transmitted, from: origin)
        }
        try output.flush()
    }
}
