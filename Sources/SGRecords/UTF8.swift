/// The length of the UTF-8 character that starts with a byte above 7F, from that byte and the three
/// after it; 0 when they are no character.
///
/// Overlong forms, surrogates and numbers above 10FFFF are no characters.
/// Source: The Unicode Standard 15.0, table 3-7.
func utf8Length(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) -> Int {
    func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
    switch first {
    case 0xC2...0xDF:
        return isContinuation(second) ? 2 : 0
    case 0xE0...0xEF:
        let lowest: UInt8 = first == 0xE0 ? 0xA0 : 0x80
        let highest: UInt8 = first == 0xED ? 0x9F : 0xBF
        return second >= lowest && second <= highest && isContinuation(third) ? 3 : 0
    case 0xF0...0xF4:
        let lowest: UInt8 = first == 0xF0 ? 0x90 : 0x80
        let highest: UInt8 = first == 0xF4 ? 0x8F : 0xBF
        return second >= lowest && second <= highest && isContinuation(third)
            && isContinuation(fourth) ? 4 : 0
    default:
        return 0
    }
}
