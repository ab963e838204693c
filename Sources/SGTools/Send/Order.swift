internal import SGDevices

/// Something that is to be sent.
struct Order {
    /// What the bytes are made of.
    enum Content {
        case bytes([UInt8])
        /// Values by name, and a frame whose other fields are kept.
        case fields([FieldAssignment], base: BaseFrame?)
    }

    /// A known message and its device type; `nil` for other bytes.
    let target: Target?
    /// The device's address; `nil` where the message carries none.
    let address: UInt8?
    let content: Content

    /// A message and the device type that it is sent to.
    struct Target {
        let device: DeviceType
        let message: Message
    }

    /// The bytes to send.
    ///
    /// - Throws: `EncodeError` when the values make no message.
    func frame() throws(EncodeError) -> [UInt8] {
        switch content {
        case .bytes(let bytes):
            return bytes
        case .fields(let values, let base):
            return try target?.message.encode(
                values, address: address, base: base?.frame, of: base?.message) ?? []
        }
    }

    /// The bytes to send; values that make no message are the user's mistake.
    func wholeFrame() throws(ToolFailure) -> [UInt8] {
        do throws(EncodeError) {
            return try frame()
        } catch {
            throw ToolFailure(self, error)
        }
    }

    /// Refuses values that make no message.
    ///
    /// - Parameter mayRead: Whether fields that are not given may be read from the device.
    func check(mayRead: Bool = true) throws(ToolFailure) {
        do throws(EncodeError) {
            _ = try frame()
        } catch {
            if case .missingFields = error, mayRead, completable != nil { return }
            throw ToolFailure(self, error)
        }
    }

    /// Refuses a message that sets no field that the device shows.
    func checkVerifiable() throws(ToolFailure) {
        guard let target, target.device.page(showing: target.message) == nil else { return }
        throw ToolFailure(
            .usage,
            "'\(target.message.name)' sets no field that can be read back: expected no --verify")
    }

    // MARK: - Other orders made of it

    /// The same order, with what a page shows in place of fields that are not given.
    func based(on base: BaseFrame) -> Order {
        guard case .fields(let values, _) = content else { return self }
        return Order(target: target, address: address, content: .fields(values, base: base))
    }

    /// The same order as it was sent, with every field that the frame holds, to the address that
    /// the device has from then on.
    func sent(as frame: [UInt8]) -> Order {
        let fields = (try? target?.message.decode(frame)) ?? []
        let given = fields.first { $0.name == target?.device.address?.field }
        return Order(
            target: target, address: given.flatMap { UInt8($0.value.description) } ?? address,
            content: .fields(fields.map { ($0.name, $0.value) }, base: nil))
    }

    /// The query for the page that shows what this order sets; `nil` when there is none.
    var query: Order? {
        guard let target, case .fields(let values, _) = content,
            let query = target.device.query(showing: target.message)
        else { return nil }
        return Order(
            target: Target(device: target.device, message: query), address: address,
            content: .fields(
                values.filter { value in query.fields.contains { $0.name == value.name } },
                base: nil))
    }

    /// The target, when what the order does not say can be read from the device.
    var completable: Target? {
        guard let target, case .fields(let values, nil) = content, !values.isEmpty,
            let page = target.device.page(showing: target.message),
            target.message.fields.allSatisfy({ field in
                page.fields.contains { $0.name == field.name }
            })
        else { return nil }
        return target
    }
}

/// A frame whose fields are kept, and the message that it is one of.
struct BaseFrame {
    let frame: [UInt8]
    let message: Message
}

extension ToolFailure {
    /// Says why the values of an order make no message.
    init(_ order: Order, _ error: EncodeError) {
        let name = order.target?.message.name ?? ""
        guard case .missingFields(let missing) = error else {
            self.init(.usage, "cannot send '\(name)': \(error)")
            return
        }
        let count = order.target?.message.fields.count ?? missing.count
        self.init(
            .usage,
            "'\(name)' needs \(count > 1 ? "all of its \(count) fields" : "its field"), missing "
                + missing.joined(separator: ", ")
                + (count > 1 ? "\n  hint: --from FILE takes them from a record" : ""))
    }
}
