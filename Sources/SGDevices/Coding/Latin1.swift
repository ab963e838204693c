/// The UTF-8 of a device's text, every byte of which is one character (ISO 8859-1).
///
/// Devices send ASCII; what noise has put into a text survives exactly, and can be told apart.
func utf8(latin1 text: borrowing Span<UInt8>) -> [UInt8] {
    var utf8: [UInt8] = []
    utf8.reserveCapacity(text.count)
    for i in text.indices {
        if text[i] < 0x80 {
            utf8.append(text[i])
        } else {
            utf8.append(0xC0 | text[i] >> 6)
            utf8.append(0x80 | text[i] & 0x3F)
        }
    }
    return utf8
}
