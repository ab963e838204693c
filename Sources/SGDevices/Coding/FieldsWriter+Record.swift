public import SGBytes
public import SGRecords

extension ByteWriter {
    /// Appends the record of a frame, one line.
    ///
    /// - Parameters:
    ///   - frame: The frame.
    ///   - origin: Where and when it was read.
    public mutating func append(_ frame: Frame, from origin: RecordOrigin) {
        append(
            frame: frame.bytes.span, deviceType: frame.device.name,
            messageType: frame.message.name, from: origin)
    }
}

extension FieldsWriter {
    /// Appends the decoded record of a frame, one line.
    ///
    /// - Parameters:
    ///   - frame: The frame.
    ///   - origin: Where and when it was read.
    ///   - output: Where the record goes.
    public mutating func append(
        recordOf frame: Frame, from origin: RecordOrigin, to output: inout ByteWriter
    ) {
        output.append(frame, from: origin)
        // The fields go before the brace and the newline that end the record.
        output.truncate(to: output.count - 2)
        append(valid: frame.bytes.span, of: frame.message, to: &output)
        output.append("}\n")
    }
}
