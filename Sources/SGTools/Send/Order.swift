internal import SGDevices
internal import SGSystem

/// Something that is to be sent.
enum Order {
    /// Bytes that are no known message.
    case bytes([UInt8])
    /// A known message, as it is.
    case frame(Frame)
    /// A known message with values, and a page whose other fields are kept.
    case message(Target, address: UInt8?, values: [FieldAssignment], base: Frame?)

    /// A message and the device type that it is sent to.
    struct Target {
        let device: DeviceType
        let message: Message
    }

    /// The message and its device type; `nil` for bytes that are none.
    var target: Target? {
        switch self {
        case .bytes: nil
        case .frame(let frame): Target(device: frame.device, message: frame.message)
        case .message(let target, _, _, _): target
        }
    }

    /// The device's address; `nil` where the message carries none.
    var address: UInt8? {
        switch self {
        case .bytes: nil
        case .frame(let frame): frame.address
        case .message(_, let address, _, _): address
        }
    }

    /// What is to be done for a known message; `nil` for other bytes.
    var inquiry: Inquiry? {
        switch self {
        case .bytes: nil
        case .frame(let frame): Inquiry(frame)
        case .message(let target, let address, let values, let base):
            Inquiry(target.message, to: target.device, at: address, with: values, base: base)
        }
    }

    /// The bytes to send.
    ///
    /// - Throws: `EncodeError` when the values make no message.
    private func frame() throws(EncodeError) -> [UInt8] {
        switch self {
        case .bytes(let bytes): bytes
        case .frame(let frame): frame.bytes
        case .message(let target, let address, let values, let base):
            try target.message.encode(values, address: address, base: base)
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

    /// Refuses values that make no message; fields that are not given may be read from the device.
    func check() throws(ToolFailure) {
        do throws(EncodeError) {
            _ = try frame()
        } catch {
            if case .missingFields = error, inquiry?.isCompletable == true { return }
            throw ToolFailure(self, error)
        }
    }

    /// Refuses a message that sets no field that the device shows.
    func checkVerifiable() throws(ToolFailure) {
        guard let target, target.message.shownPage == nil else { return }
        throw ToolFailure(
            .usage,
            "'\(target.message.name)' sets no field that can be read back: --verify is not possible"
        )
    }
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
