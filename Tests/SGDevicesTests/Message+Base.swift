import SGDevices
import Testing

extension Message {
    /// Builds the frame that carries values, and keeps what else another frame of this message holds.
    func encode(_ values: [FieldAssignment], over bytes: [UInt8]) throws -> [UInt8] {
        // A frame's device type plays no part in what is kept of it.
        let device = try #require(knownDevices.values.first)
        return try encode(values, base: device.frame(bytes, of: self))
    }
}
