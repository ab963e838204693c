internal import SGBytes
internal import SGRecords

/// What becomes of orders.
protocol OrderRecipient: ~Copyable {
    /// Does what an order asks for.
    ///
    /// - Throws: `ToolFailure` when no other order can be carried out after this one.
    mutating func carryOut(_ order: Order) throws(ToolFailure)

    /// What has gone wrong so far.
    var status: ExitStatus { get }
}

/// Turns records into orders and has each carried out before the next is read; records that are about
/// no message are handed on.
struct OrderInput<Recipient: OrderRecipient & ~Copyable>: ~Copyable, LineConsumer {
    private let maker: OrderMaker
    private var recipient: Recipient
    private var output: Output
    private var object = JSONObject()
    private var waiting: Order?

    init(_ maker: OrderMaker, for recipient: consuming Recipient, console: Console) {
        self.maker = maker
        self.recipient = recipient
        output = Output(console)
    }

    /// What has gone wrong with the orders so far.
    var status: ExitStatus { recipient.status }

    var isFull: Bool { waiting != nil || output.isFull }

    mutating func take(_ line: Span<UInt8>) throws(LineError) {
        let record = try MessageRecord(line, parsedBy: &object)
        do throws(ToolFailure) {
            if let record, let order = try maker.order(record) {
                try order.check()
                waiting = order
            } else {
                output.bytes.append(line)
                output.bytes.append("\n")
            }
        } catch {
            throw LineError(error.message ?? "")
        }
    }

    mutating func flush() throws(ToolFailure) {
        try output.flush()
        guard let order = waiting else { return }
        waiting = nil
        try recipient.carryOut(order)
    }
}
