public import SGBytes

extension ByteWriter {
    /// Appends the record of a frame, one line.
    public mutating func append(
        frame: Span<UInt8>, deviceType: String, messageType: String, from origin: RecordOrigin
    ) {
        append(recordStart: origin)
        append(key: "device_type")
        append(jsonString: deviceType)
        append(key: "message_type")
        append(jsonString: messageType)
        append(key: "frame")
        append(hexString: frame)
        append("}\n")
    }

    /// Appends the record of a raw chunk, one line: the capture format.
    public mutating func append(
        chunk: Span<UInt8>, _ direction: Direction, from origin: RecordOrigin
    ) {
        append(recordStart: origin)
        append(key: "direction")
        append(jsonString: direction.rawValue)
        append(key: "bytes")
        append(hexString: chunk)
        append("}\n")
    }

    /// Appends the record of bytes that belong to no valid frame, one line.
    ///
    /// - Parameter reason: `garbage`, `checksum`, `truncated` or `ambiguous`.
    public mutating func append(noise: Span<UInt8>, reason: String, from origin: RecordOrigin) {
        append(recordStart: origin)
        append(key: "noise")
        append(hexString: noise)
        append(key: "reason")
        append(jsonString: reason)
        append("}\n")
    }

    /// Appends the record of an event such as `port_lost`, one line.
    public mutating func append(event: String, from origin: RecordOrigin) {
        append(recordStart: origin)
        append(key: "event")
        append(jsonString: event)
        append("}\n")
    }

    /// Appends the record of a device's refusal to do what it was asked, one line.
    ///
    /// - Parameters:
    ///   - message: What it was asked; `nil` when that is not known.
    ///   - deviceType: The device's type.
    ///   - reason: Why, in words.
    ///   - answer: The bytes that say so.
    public mutating func append(
        refusalOf message: String?, by deviceType: String, reason: String, answer: Span<UInt8>,
        from origin: RecordOrigin
    ) {
        append(recordStart: origin)
        append(key: "device_type")
        append(jsonString: deviceType)
        append(key: "event")
        append(jsonString: "refused")
        if let message {
            append(key: "message")
            append(jsonString: message)
        }
        append(key: "reason")
        append(jsonString: reason)
        append(key: "answer")
        append(hexString: answer)
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
            append(key: "port")
            append(jsonString: port)
        }
        if let device = origin.device {
            append(key: "device")
            append(jsonString: device)
        }
    }

    /// Appends a key that needs no escapes, and the colon, after a comma unless it is the first.
    private mutating func append(key: StaticString) {
        append(endsWithBrace ? "\"" : ",\"")
        append(key)
        append("\":")
    }

    private mutating func append(hexString bytes: Span<UInt8>) {
        append(UInt8(ascii: "\""))
        append(hex: bytes)
        append(UInt8(ascii: "\""))
    }
}
