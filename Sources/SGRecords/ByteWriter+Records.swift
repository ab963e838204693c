public import SGBytes

extension ByteWriter {
    /// Appends the record of a frame, one line.
    public mutating func append(
        frame: Span<UInt8>, deviceType: String, messageType: String, from origin: RecordOrigin
    ) {
        append(recordStart: origin)
        append(jsonKey: "device_type")
        append(jsonString: deviceType)
        append(jsonKey: "message_type")
        append(jsonString: messageType)
        append(jsonKey: "frame")
        append(hexString: frame)
        append("}\n")
    }

    /// Appends the record of a raw chunk, one line: the capture format.
    public mutating func append(
        chunk: Span<UInt8>, _ direction: Direction, from origin: RecordOrigin
    ) {
        append(recordStart: origin)
        append(jsonKey: "direction")
        append(jsonString: direction.rawValue)
        append(jsonKey: "bytes")
        append(hexString: chunk)
        append("}\n")
    }

    /// Appends the record of bytes that belong to no valid frame, one line.
    ///
    /// - Parameter reason: `garbage`, `checksum` or `truncated`.
    public mutating func append(noise: Span<UInt8>, reason: String, from origin: RecordOrigin) {
        append(recordStart: origin)
        append(jsonKey: "noise")
        append(hexString: noise)
        append(jsonKey: "reason")
        append(jsonString: reason)
        append("}\n")
    }

    /// Appends the record of an event such as `port_lost`, one line.
    public mutating func append(event: String, from origin: RecordOrigin) {
        append(recordStart: origin)
        append(jsonKey: "event")
        append(jsonString: event)
        append("}\n")
    }

    /// Appends the brace and the keys that every kind of record starts with.
    private mutating func append(recordStart origin: RecordOrigin) {
        append(UInt8(ascii: "{"))
        if let time = origin.time {
            append("\"time\":\"")
            append(time)
            append(UInt8(ascii: "\""))
        }
        if let port = origin.port {
            append(jsonKey: "port")
            append(jsonString: port)
        }
        if let device = origin.device {
            append(jsonKey: "device")
            append(jsonString: device)
        }
    }

    private mutating func append(hexString bytes: Span<UInt8>) {
        append(UInt8(ascii: "\""))
        append(hex: bytes)
        append(UInt8(ascii: "\""))
    }
}
