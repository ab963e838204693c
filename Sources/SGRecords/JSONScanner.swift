import SGBytes

/// The tokens of JSON text, each a function from where it starts to where it ends.
struct JSONScanner {
    // SAFETY: the memory is the line lent to `JSONObject.parse`, which outlives the scanner; `text`
    // is read only below `count`.
    private let text: UnsafePointer<UInt8>?
    let count: Int

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text.baseAddress
        count = text.count
    }

    /// The byte at an offset; 0, which no JSON text may hold, at the end.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 {
        guard offset < count, let text else { return 0 }
        return text[offset]
    }

    @inline(__always)
    func skipWhiteSpace(_ start: Int) -> Int {
        var at = start
        while true {
            let byte = byte(at)
            if byte > 0x20 || !isWhiteSpace(byte) { return at }
            at &+= 1
        }
    }

    /// Validates the string whose quote stands at `start`.
    @inline(__always)
    func string(_ start: Int) throws(JSONError) -> (end: Int, hasEscapes: Bool) {
        let at = plainEnd(start &+ 1)
        return byte(at) == UInt8(ascii: "\"")
            ? (at &+ 1, false) : try unusualString(at)
    }

    /// Goes on in a string at a byte that is not plain: an escape, a character beyond ASCII, an error.
    @inline(never)
    private func unusualString(_ start: Int) throws(JSONError) -> (end: Int, hasEscapes: Bool) {
        var at = start
        var hasEscapes = false
        while true {
            switch byte(at) {
            case UInt8(ascii: "\""): return (at + 1, hasEscapes)
            case UInt8(ascii: "\\"):
                at = try escapeEnd(at)
                hasEscapes = true
            case 0x80...: at = try characterEnd(at)
            default:
                let expected: StaticString =
                    at < count ? "an escape for a control character" : "a closing quote"
                throw JSONError(expected: expected, at: at, in: self)
            }
            at = plainEnd(at)
        }
    }

    /// Returns where the run of plain ASCII ends: at a quote, a backslash, a control character, a
    /// byte above 7F or the end of the text.
    @inline(__always)
    private func plainEnd(_ start: Int) -> Int {
        guard let text else { return start }
        var at = start
        while at &+ 8 <= count {
            let word = UnsafeRawPointer(text + at).loadUnaligned(as: UInt64.self)
            let special = specialBytes(UInt64(littleEndian: word))
            if special != 0 { return at &+ special.trailingZeroBitCount / 8 }
            at &+= 8
        }
        while at < count, !isSpecial(text[at]) { at &+= 1 }
        return at
    }

    private func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Eight bytes at once: the lowest bit set is the top bit of the first byte that is not plain.
    @inline(__always)
    private func specialBytes(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quote = word ^ ones &* 0x22
        let backslash = word ^ ones &* 0x5C
        let control = (word &- ones &* 0x20) & ~word
        let isQuote = (quote &- ones) & ~quote
        let isBackslash = (backslash &- ones) & ~backslash
        return (control | isQuote | isBackslash | word) & tops
    }

    private func escapeEnd(_ start: Int) throws(JSONError) -> Int {
        switch byte(start + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            for at in start + 2..<start + 6 where hexValue(byte(at)) == nil {
                throw JSONError(expected: "four hex digits", at: at, in: self)
            }
            return start + 6
        default:
            throw JSONError(
                expected: "one of \"\\/bfnrtu after '\\'", at: start + 1, in: self)
        }
    }

    /// Returns where the character ends that starts with a byte above 7F.
    private func characterEnd(_ start: Int) throws(JSONError) -> Int {
        let length = utf8Length(byte(start), byte(start + 1), byte(start + 2), byte(start + 3))
        guard length > 0 else { throw JSONError(expected: "UTF-8", at: start, in: self) }
        return start + length
    }

    /// Returns where the number ends that starts at `start`, with `-` or a digit.
    @inline(__always)
    func numberEnd(_ start: Int) throws(JSONError) -> Int {
        var at = start
        if byte(at) == UInt8(ascii: "-") { at &+= 1 }
        at = byte(at) == UInt8(ascii: "0") ? at &+ 1 : try digitsEnd(at)
        if byte(at) == UInt8(ascii: ".") { at = try digitsEnd(at &+ 1) }
        if byte(at) | 0x20 == UInt8(ascii: "e") {
            at &+= 1
            if byte(at) == UInt8(ascii: "+") || byte(at) == UInt8(ascii: "-") { at &+= 1 }
            at = try digitsEnd(at)
        }
        return at
    }

    @inline(__always)
    private func digitsEnd(_ start: Int) throws(JSONError) -> Int {
        guard isDigit(byte(start)) else {
            throw JSONError(expected: "a digit", at: start, in: self)
        }
        var at = start &+ 1
        while isDigit(byte(at)) { at &+= 1 }
        return at
    }

    func wordEnd(_ word: StaticString, _ start: Int) throws(JSONError) -> Int {
        let length = word.utf8CodeUnitCount
        for i in 0..<length where byte(start &+ i) != word.utf8Start[i] {
            throw JSONError(expected: word, at: start, in: self)
        }
        return start &+ length
    }

    /// What stands at an offset, for an error message.
    func description(at offset: Int) -> String {
        guard offset < count else { return "the end of the line" }
        let byte = byte(offset)
        let isPrintable = byte >= 0x20 && byte < 0x7F
        return isPrintable
            ? "'\(Character(Unicode.Scalar(byte)))'" : "the byte \(hex([byte]).uppercased())"
    }
}
