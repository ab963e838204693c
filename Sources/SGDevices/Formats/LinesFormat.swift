import SGBytes

/// Pages of text whose lines must follow one another in order, and commands of one line.
///
/// Each line is a template with at most one value; after them come as many lines of a fixed legend
/// as there are.
///
///     *1 Vbatt = 24.7 Vdc␍␊
///     | before | value | after |
///
/// Nothing else protects such a page, so its structure must: a page that was cut short is never
/// blended with the next one, because a line of it may not hold the byte that starts every line.
final class LinesFormat: Sendable {
    /// One line of the page.
    struct Line {
        /// What stands before the value.
        let before: [UInt8]
        /// What is accepted before the value: ``anySpace`` for white space or none, a space for
        /// some.
        fileprivate let pattern: [UInt8]
        /// How the value reads.
        let value: ValueText
        /// What stands after the value.
        let after: [UInt8]

        init(before: [UInt8], value: ValueText, after: [UInt8]) {
            self.before = before
            self.value = value
            self.after = after
            pattern = Line.pattern(of: before)
        }

        /// Any white space is accepted around an equals sign.
        private static func pattern(of text: [UInt8]) -> [UInt8] {
            let equals = UInt8(ascii: "=")
            let space = UInt8(ascii: " ")
            var pattern: [UInt8] = []
            for byte in text {
                if byte == equals {
                    if pattern.last == space { pattern.removeLast() }
                    pattern += [LinesFormat.anySpace, equals, LinesFormat.anySpace]
                } else if byte != space || pattern.last != LinesFormat.anySpace {
                    pattern.append(byte)
                }
            }
            return pattern
        }
    }

    /// How the value of a line is told from what follows it.
    enum ValueText: Equatable {
        /// A number of any width, or of exactly so many digits.
        case number(digits: Int?)
        /// One of two words.
        case words(false: [UInt8], true: [UInt8])
        /// All up to the end of the line.
        case text
        case none
    }

    /// Stands in a pattern for white space or none.
    private static let anySpace: UInt8 = 0

    let lines: [Line]
    let legend: [[UInt8]]
    /// The byte that starts every line of a page and stands nowhere else; `nil` for a command.
    let lineStart: UInt8?
    /// Whether the final line end belongs to the frame, as it does in a command.
    let includesLineEnd: Bool
    /// Longer lines do not belong to the page.
    let longestLine = 512
    /// More line ends, white space and NULs do not stand between two lines.
    let longestGap = 64

    init(lines: [Line], legend: [[UInt8]], lineStart: UInt8?, includesLineEnd: Bool) {
        self.lines = lines
        self.legend = legend
        self.lineStart = lineStart
        self.includesLineEnd = includesLineEnd
    }

    /// The most bytes of a page with its legend.
    var longestFrame: Int { (lines.count + legend.count) * (longestLine + longestGap) }

    /// The bytes that a page or a command may start with.
    var firstBytes: [UInt8] {
        lines.first?.before.first.map { [$0] } ?? Array(UInt8(ascii: "0")...UInt8(ascii: "9"))
    }

    /// Whether both formats have the same lines around values that read alike.
    func overlaps(_ other: LinesFormat) -> Bool {
        includesLineEnd == other.includesLineEnd
            && lines.elementsEqual(other.lines) { $0.pattern == $1.pattern && $0.value == $1.value }
    }

    func match(_ bytes: borrowing Span<UInt8>) -> Match {
        var at = 0
        for index in lines.indices {
            if index > 0 {
                switch gap(in: bytes, at: at) {
                case .end(let next): at = next
                case .incomplete: return .incomplete
                case .mismatch(let place, let expected):
                    return .mismatch(.structure(at: place, expected: expected))
                }
            }
            let isLast = index == lines.count - 1
            switch match(lines[index], in: bytes, at: at, mayEndHere: isLast && !includesLineEnd) {
            case .end(let end): at = end
            case .incomplete: return .incomplete
            case .mismatch(let place, let expected):
                return .mismatch(.structure(at: place, expected: expected))
            }
        }
        return includesLineEnd ? matchLineEnd(in: bytes, at: at) : matchLegend(in: bytes, at: at)
    }

    /// What looking for a part of a page gave: where the part ends, if it is there.
    private enum Part {
        case end(Int)
        case incomplete
        case mismatch(at: Int, expected: StaticString)
    }

    private func match(
        _ line: Line, in bytes: borrowing Span<UInt8>, at start: Int, mayEndHere: Bool
    ) -> Part {
        let valueStart: Int
        switch match(line.pattern, in: bytes, at: start) {
        case .end(let end): valueStart = end
        case let other: return other
        }
        let valueEnd: Int
        switch match(line.value, in: bytes, at: valueStart) {
        case .end(let end): valueEnd = end
        case let other: return other
        }
        if includesLineEnd { return .end(valueEnd) }
        let (end, stop) = text(in: bytes, from: valueEnd)
        if stop - start > longestLine { return .mismatch(at: stop, expected: "a line end") }
        if stop == bytes.count { return mayEndHere ? .end(end) : .incomplete }
        if bytes[stop] == lineStart { return .mismatch(at: stop, expected: "a line end") }
        return .end(end)
    }

    private func match(_ template: [UInt8], in bytes: borrowing Span<UInt8>, at start: Int) -> Part
    {
        var at = start
        for expected in template {
            if expected == UInt8(ascii: " ") || expected == LinesFormat.anySpace {
                let spaceStart = at
                while at < bytes.count, isBlank(bytes[at]), at - start < longestLine { at += 1 }
                if at == spaceStart, expected != LinesFormat.anySpace {
                    return at == bytes.count
                        ? .incomplete : .mismatch(at: at, expected: "white space")
                }
            } else {
                if at == bytes.count { return .incomplete }
                guard bytes[at] == expected else {
                    return .mismatch(at: at, expected: "the text of the line")
                }
                at += 1
            }
        }
        return .end(at)
    }

    private func match(_ value: ValueText, in bytes: borrowing Span<UInt8>, at start: Int) -> Part {
        switch value {
        case .none:
            return .end(start)
        case .number(let digits?):
            for i in 0..<digits {
                if start + i == bytes.count { return .incomplete }
                guard isDigit(bytes[start + i]) else {
                    return .mismatch(at: start + i, expected: "a digit")
                }
            }
            return .end(start + digits)
        case .number(nil):
            if let (_, end) = Numeral.prefix(of: bytes, from: start) { return .end(end) }
            let stop = text(in: bytes, from: start).stop
            let isCut = stop == bytes.count && stop - start < 2
            return isCut ? .incomplete : .mismatch(at: start, expected: "a number")
        case .words(let no, let yes):
            for word in [no, yes] where starts(bytes, at: start, with: word) {
                return .end(start + word.count)
            }
            let rest = bytes.extracting(start...)
            let isCut = [no, yes].contains {
                rest.count < $0.count && starts($0.span, at: 0, with: rest)
            }
            return isCut ? .incomplete : .mismatch(at: start, expected: "one of two words")
        case .text:
            let (end, stop) = text(in: bytes, from: start)
            if stop - start > longestLine { return .mismatch(at: stop, expected: "a line end") }
            if stop == bytes.count { return .incomplete }
            return end > start ? .end(end) : .mismatch(at: start, expected: "a text")
        }
    }

    /// Looks for the end of a line's text: before the white space and NULs that a line end follows, or
    /// before the byte that starts a line.
    ///
    /// - Returns: Where the text ends, and where the line end or that byte stands.
    private func text(
        in bytes: borrowing Span<UInt8>, from start: Int
    ) -> (end: Int, stop: Int) {
        var stop = start
        while stop < bytes.count, !isLineEnd(bytes[stop]), bytes[stop] != lineStart { stop += 1 }
        var end = stop
        while end > start, isBlank(bytes[end - 1]) || bytes[end - 1] == 0 { end -= 1 }
        return (end, stop)
    }

    /// Skips what stands between two lines of a page: line ends, white space and NULs in any order.
    private func gap(in bytes: borrowing Span<UInt8>, at start: Int) -> Part {
        var at = start
        var hasLineEnd = false
        while at < bytes.count, isLineEnd(bytes[at]) || isBlank(bytes[at]) || bytes[at] == 0 {
            guard at - start < longestGap else { return .mismatch(at: at, expected: "a line") }
            if isLineEnd(bytes[at]) { hasLineEnd = true }
            at += 1
        }
        if at == bytes.count { return .incomplete }
        return hasLineEnd ? .end(at) : .mismatch(at: at, expected: "a line end")
    }

    /// Skips `\r\n` or `\n`.
    private func lineEnd(in bytes: borrowing Span<UInt8>, at start: Int) -> Part {
        var at = start
        if at < bytes.count, bytes[at] == 0x0D { at += 1 }
        if at == bytes.count { return .incomplete }
        return bytes[at] == 0x0A ? .end(at + 1) : .mismatch(at: at, expected: "a line end")
    }

    /// Ends a command at its `\r\n`, `\n` or `\r`.
    private func matchLineEnd(in bytes: borrowing Span<UInt8>, at end: Int) -> Match {
        if end == bytes.count { return .incomplete }
        switch lineEnd(in: bytes, at: end) {
        case .end(let end): return .frame(length: end)
        case .incomplete: return .frame(length: end + 1, growth: .possible)
        case .mismatch(let at, let expected):
            if at == end + 1 { return .frame(length: end + 1) }
            return .mismatch(.structure(at: at, expected: expected))
        }
    }

    /// Adds the lines of the legend that follow a page, adjacent and in order.
    private func matchLegend(in bytes: borrowing Span<UInt8>, at pageEnd: Int) -> Match {
        var end = pageEnd
        for (index, text) in legend.enumerated() {
            let growth = end > pageEnd ? Match.Growth.begun : .possible
            let start: Int
            switch gap(in: bytes, at: end) {
            case .end(let next): start = next
            case .incomplete: return .frame(length: end, growth: growth)
            case .mismatch: return .frame(length: end)
            }
            let marker = Array(text.prefix { $0 != UInt8(ascii: " ") })
            if bytes.count - start < marker.count {
                let rest = bytes.extracting(start...)
                return .frame(
                    length: end, growth: starts(marker.span, at: 0, with: rest) ? growth : .none)
            }
            guard starts(bytes, at: start, with: marker) else { return .frame(length: end) }
            if index == legend.count - 1, starts(bytes, at: start, with: text) {
                return .frame(length: start + text.count)
            }
            let (textEnd, stop) = self.text(in: bytes, from: start + marker.count)
            if stop - start > longestLine { return .frame(length: end) }
            end = textEnd
            if stop == bytes.count { return .frame(length: end, growth: .begun) }
        }
        return .frame(length: end)
    }

    /// Where the value of each line of a valid frame stands, and what follows it on the line.
    func values(of frame: borrowing Span<UInt8>) -> [(value: Range<Int>, rest: Range<Int>)] {
        var places: [(Range<Int>, Range<Int>)] = []
        var at = 0
        for line in lines {
            if case .end(let next) = gap(in: frame, at: at), !places.isEmpty { at = next }
            guard case .end(let start) = match(line.pattern, in: frame, at: at) else { break }
            let end: Int
            switch match(line.value, in: frame, at: start) {
            case .end(let valueEnd): end = valueEnd
            case .incomplete, .mismatch: end = text(in: frame, from: start).end
            }
            at = text(in: frame, from: end).end
            places.append((start..<end, end..<at))
        }
        return places
    }

    /// Whether a text can be the value of a line.
    func admits(_ text: [UInt8]) -> Bool {
        1...longestLine / 2 ~= text.count && self.text(in: text.span, from: 0).end == text.count
    }

    /// What texts can be the value of a line, for messages.
    var admitted: String {
        "only characters that stand in a line fit, 1 to \(longestLine / 2) of them"
            + (lineStart.map { " and no '\(Character(UnicodeScalar($0)))'" } ?? "")
    }

    /// Builds a page or a command from the text of each line's value.
    func frame(of values: [[UInt8]]) -> [UInt8] {
        var frame: [UInt8] = []
        for (index, line) in lines.enumerated() {
            if index > 0 { frame += [0x0D, 0x0A] }
            frame += line.before + values[index] + line.after
        }
        for text in legend { frame += [0x0D, 0x0A] + text }
        return includesLineEnd ? frame + [0x0D, 0x0A] : frame
    }
}

private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == 0x0D || byte == 0x0A
}

private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09
}

private func starts(_ bytes: borrowing Span<UInt8>, at start: Int, with prefix: [UInt8]) -> Bool {
    starts(bytes, at: start, with: prefix.span)
}

private func starts(
    _ bytes: borrowing Span<UInt8>, at start: Int, with prefix: borrowing Span<UInt8>
) -> Bool {
    guard bytes.count - start >= prefix.count else { return false }
    for i in prefix.indices where bytes[start + i] != prefix[i] { return false }
    return true
}
