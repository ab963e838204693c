internal import SGDevices
internal import SGRecords

extension DeclaredDevice {
    /// Why the device cannot be sent a message or, when it is emulated, cannot send it; `nil` when
    /// it can.
    func refusal(of message: Message, holding values: [FieldAssignment]) -> EncodeError? {
        do throws(EncodeError) {
            if message.sender == .host {
                // A time that every message can carry.
                let noon2020 = CivilTime(Timestamp(milliseconds: 1_577_880_000_000))
                _ = try message.encode(
                    message.fillingIn(noon2020, into: values), address: actualAddress)
            } else {
                _ = try emulated()?.page(message, holding: values)
            }
            return nil
        } catch {
            return error
        }
    }
}
