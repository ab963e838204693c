public import SGBytes
public import SGRecords

extension FieldsWriter {
    /// Appends the decoded record of a frame, one line.
    ///
    /// - Parameters:
    ///   - frame: The bytes that were recognised as `message`.
    ///   - device: The type of device that sent them.
    ///   - message: The kind of message they are.
    ///   - origin: Where and when they were read.
    ///   - output: Where the record goes.
    /// - Throws: ``Mismatch`` when the bytes are no such message; nothing is appended then.
    public mutating func append(
        recordOf frame: borrowing Span<UInt8>, _ device: DeviceType, _ message: Message,
        from origin: RecordOrigin, to output: inout ByteWriter
    ) throws(Mismatch) {
        let start = output.count
        output.append(
            frame: frame, deviceType: device.name, messageType: message.name, from: origin)
        // The fields go before the brace and the newline that end the record.
        output.truncate(to: output.count - 2)
        do throws(Mismatch) {
            try append(frame, of: message, to: &output)
        } catch {
            output.truncate(to: start)
            throw error
        }
        output.append("}\n")
    }
}
