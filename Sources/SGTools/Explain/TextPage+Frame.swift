internal import SGDevices
internal import SGRecords

extension TextPage {
    /// Prints a frame as a table of its bytes.
    mutating func table(of frame: [UInt8], _ message: Message) {
        let regions: [FrameRegion]
        do throws(Mismatch) {
            regions = try message.regions(of: frame)
        } catch {
            return line("  the bytes are no valid frame: \(error)")
        }
        let width = min(36, regions.map(\.title.count).max() ?? 0)
        var before = 0..<0
        for region in regions {
            // Fields that share their bytes show them once.
            let isShown = region.place == before && !before.isEmpty
            for row in region.rows(of: frame, showsBytes: !isShown) {
                show(row, of: frame, titleWidth: width)
            }
            before = region.place
        }
    }

    private mutating func show(_ row: ByteRow, of frame: [UInt8], titleWidth: Int) {
        let offset = row.place.isEmpty ? "" : place(row.place.lowerBound)
        let bytesWidth = 3 * ByteRow.longest + 1
        let indent = TextPage.placeWidth + bytesWidth + titleWidth + 2
        let fits = indent + row.value.count + row.doubt.count <= TextPage.width
        line(
            (offset.padded(to: TextPage.placeWidth), .faint),
            (pairs(frame[row.place]).padded(to: bytesWidth), .plain),
            (row.title.padded(to: titleWidth + 2), row.title.first == "(" ? .faint : .plain),
            (row.value, .plain),
            (fits ? row.doubt : "", .warning))
        if !fits, !row.doubt.isEmpty {
            line((String(repeating: " ", count: indent - 2) + row.doubt, .warning))
        }
    }
}

/// A line of the table.
private struct ByteRow {
    /// How many bytes a line has at most.
    static let longest = 8
    /// The bytes that it shows; may be none.
    let place: Range<Int>
    var title = ""
    let value: String
    var doubt = ""
}

extension FrameRegion {
    /// The lines of the table that show the region.
    fileprivate func rows(of frame: [UInt8], showsBytes: Bool) -> [ByteRow] {
        let start = place.lowerBound
        let end = showsBytes ? max(place.upperBound, start + 1) : start + 1
        var rows = stride(from: start, to: end, by: ByteRow.longest).map { start in
            let part = start..<min(start + ByteRow.longest, place.upperBound)
            return ByteRow(
                place: showsBytes ? part : start..<start, value: value(in: part, of: frame))
        }
        rows[0].title = title
        if case .field(let field) = role, let doubt = field.doubt {
            rows[0].doubt = "  suspect: \(doubt)"
        }
        return rows
    }

    /// What stands in the column of field names: what is no field has brackets.
    fileprivate var title: String {
        switch role {
        case .field(let field): field.decoded.name
        case .part(let text): "(\(text))"
        case .start: "(start)"
        case .address: "(address)"
        case .separator: "(separator)"
        case .text: "(text)"
        case .end: "(end)"
        case .reserved: "(reserved)"
        case .checksum: "(checksum)"
        case .notUnderstood: "(not understood)"
        }
    }

    /// What stands in the column of values for a part of the region.
    private func value(in part: Range<Int>, of frame: [UInt8]) -> String {
        let isFirst = part.lowerBound == place.lowerBound
        switch role {
        case .field(let field):
            if case .list(let values) = field.decoded.value {
                return field.text(of: self.values(values, in: part))
            }
            return isFirst ? field.text(of: [field.decoded.value]) : ""
        case .start, .separator, .text, .end:
            return frame[part].allSatisfy(isPlainText) ? quoted(frame[part]) : ""
        case .address: return "\(frame[part.lowerBound])"
        case .reserved(let usual):
            return isFirst && usual != Array(frame[place]) ? "usually \(pairs(usual))" : ""
        case .checksum(let kind): return isFirst ? "ok (\(kind))" : ""
        case .part, .notUnderstood: return ""
        }
    }

    /// The values of a column that stand in a part of its bytes.
    private func values(_ values: [FieldValue], in part: Range<Int>) -> ArraySlice<FieldValue> {
        let width = max(1, place.count / max(values.count, 1))
        let first = (part.lowerBound - place.lowerBound) / width
        let end = (part.upperBound - place.lowerBound) / width
        return values[min(first, values.count)..<min(end, values.count)]
    }
}

extension ExplainedField {
    /// Values with what a person wants to know of them.
    fileprivate func text(of values: some Sequence<FieldValue>) -> String {
        var text = values.map { $0 == .noData ? "null (no data)" : $0.description }
            .joined(separator: " ")
        let unit = readable(unit: decoded.unit ?? "")
        if !unit.isEmpty, values.contains(where: { $0 != .noData }) { text += " " + unit }
        if let bits {
            let isOne = bits.count == 1
            text +=
                isOne
                ? "  (bit \(bits.lowerBound))" : "  (bits \(bits.lowerBound) to \(bits.upperBound))"
        }
        return decoded.place.isEmpty ? text + "  (not in this frame)" : text
    }
}
