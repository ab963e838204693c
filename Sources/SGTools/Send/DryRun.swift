internal import SGBytes
internal import SGDevices
internal import SGRecords
internal import SGSystem

/// Prints the records of orders instead of sending them; of a setting whose other values must be read
/// first, that of the query which does that.
struct DryRun: ~Copyable, OrderRecipient {
    let status = ExitStatus.done

    private let origin: RecordOrigin
    private let console: Console
    private var output: Output

    init(port: String, console: Console) {
        origin = RecordOrigin(port: port)
        self.console = console
        output = Output(console)
    }

    mutating func carryOut(_ order: Order) throws(ToolFailure) {
        if let inquiry = order.readingInquiry {
            showReading(for: inquiry)
        } else {
            let frame = try order.wholeFrame()
            if let target = order.target {
                append(frame, target.message, of: target.device)
            } else {
                output.bytes.append(chunk: frame.span, .transmitted, from: origin)
            }
        }
        try output.flush()
    }

    /// Shows what a setting reads first, and says how to see the setting itself.
    private mutating func showReading(for inquiry: Inquiry) {
        let query = inquiry.message.shownPageQuery
        if let query, let frame = try? query.encode([], address: inquiry.address) {
            append(frame, query, of: inquiry.device)
        }
        let page = inquiry.message.shownPage?.name ?? ""
        let way = query.map { "'\($0.name)' with --wait" } ?? "sg-listen"
        console.report(
            "the other values of '\(inquiry.message.name)' would be read first, from '\(page)'\n"
                + "  hint: keep what \(way) prints, and give it with --from")
    }

    private mutating func append(_ frame: [UInt8], _ message: Message, of device: DeviceType) {
        output.bytes.append(
            frame: frame.span, deviceType: device.name, messageType: message.name, from: origin)
    }
}

extension Order {
    /// What is to be done, if a page is read first.
    fileprivate var readingInquiry: Inquiry? {
        guard var inquiry, case .read = inquiry.next(at: .now) else { return nil }
        return inquiry
    }
}
