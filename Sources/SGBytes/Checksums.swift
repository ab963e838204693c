/// The arithmetic sum of bytes; a frame carries its lowest 1, 2 or 4 bytes.
///
/// Source: SD4860 protocol paper, "check sum".
@inlinable
package func byteSum(_ bytes: Span<UInt8>) -> UInt32 {
    bytes.withUnsafeBufferPointer { $0.reduce(into: UInt32(0)) { $0 &+= UInt32($1) } }
}

/// The MODBUS CRC-16: polynomial A001 reflected, initial value FFFF.
///
/// - Returns: The CRC, which the wire carries low byte first; 4B37 for the ASCII of "123456789".
///
/// Source: MODBUS over Serial Line V1.02, 6.2.2.
package func crc16Modbus(_ bytes: Span<UInt8>) -> UInt16 {
    var crc: UInt16 = 0xFFFF
    for i in bytes.indices {
        crc = crc >> 8 ^ crc16ModbusTable[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[i])]
    }
    return crc
}

private let crc16ModbusTable: [UInt16] = (0..<256).map { index in
    (0..<8).reduce(UInt16(index)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xA001 : crc >> 1 }
}

/// The digit sum of the OutBack MATE: what the decimal digits add up to, a letter or a colon
/// counting its ASCII code less 48; separators count nothing.
///
/// Source: OutBack MATE Serial Communication Guide rev 4.04, "checksum".
package func digitSum(_ bytes: Span<UInt8>) -> UInt32 {
    var sum: UInt32 = 0
    for i in bytes.indices where bytes[i] >= 0x30 {
        sum &+= UInt32(bytes[i] &- 0x30)
    }
    return sum
}
