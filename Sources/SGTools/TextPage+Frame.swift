internal import SGDevices

extension TextPage {
    private static let bytesPerLine = 8

    /// Prints a frame as a table of its bytes.
    mutating func table(of frame: [UInt8], _ message: Message) {
        let regions: [FrameRegion]
        do throws(Mismatch) {
            regions = try message.regions(of: frame)
        } catch {
            return line("  the bytes are no valid frame: \(error)")
        }
        let width = min(36, regions.map { $0.title.count }.max() ?? 0)
        var before = 0..<0
        for region in regions {
            let isShown = region.place == before && !region.place.isEmpty
            show(region, of: frame, titleWidth: width, showsBytes: !isShown)
            before = region.place
        }
    }

    private mutating func show(
        _ region: FrameRegion, of frame: [UInt8], titleWidth: Int, showsBytes: Bool
    ) {
        let indent = String(repeating: " ", count: 15)
        let bytesWidth = 3 * TextPage.bytesPerLine + 1
        let starts = Array(
            stride(
                from: region.place.lowerBound, to: region.place.upperBound,
                by: TextPage.bytesPerLine))
        let isLong = starts.count > 1
        for start in starts.isEmpty || !showsBytes ? [region.place.lowerBound] : starts {
            let part = start..<min(start + TextPage.bytesPerLine, region.place.upperBound)
            let isFirst = start == region.place.lowerBound
            let values = region.values(in: part, of: frame, isLong: isLong)
            let hasBytes = showsBytes && !part.isEmpty
            line(
                (hasBytes ? place(start) : indent, .faint),
                ((hasBytes ? pairs(frame[part]) : "").padded(to: bytesWidth), .plain),
                ((isFirst ? region.title : "").padded(to: titleWidth) + "  ", region.titleStyle),
                (values, .plain),
                (isFirst ? region.doubt.map { "  suspect: \($0)" } ?? "" : "", .warning))
        }
    }
}

extension FrameRegion {
    /// What stands in the column of field names: what is no field has brackets.
    fileprivate var title: String {
        switch role {
        case .field(let field): field.decoded.name
        case .part(let text): "(\(text))"
        case .start: "(start)"
        case .address: "(address)"
        case .fixed: "(fixed)"
        case .reserved: "(reserved)"
        case .checksum: "(checksum)"
        case .notUnderstood: "(not understood)"
        }
    }

    fileprivate var titleStyle: TextStyle {
        if case .field = role { .plain } else { .faint }
    }

    fileprivate var doubt: String? {
        if case .field(let field) = role { field.doubt } else { nil }
    }

    /// What stands in the column of values for a part of the region.
    fileprivate func values(in part: Range<Int>, of frame: [UInt8], isLong: Bool) -> String {
        let isFirst = part.lowerBound == place.lowerBound
        if case .field(let field) = role {
            if case .list(let values) = field.decoded.value, isLong {
                return field.text(of: self.values(values, in: part))
            }
            return isFirst ? field.text(of: [field.decoded.value], isInFrame: !place.isEmpty) : ""
        }
        switch role {
        case .start, .fixed:
            let bytes = frame[part]
            return bytes.allSatisfy(isPlainText) ? quoted(bytes) : ""
        case .address: return "\(frame[part.lowerBound])"
        case .reserved(let usual):
            return isFirst && usual != Array(frame[place]) ? "usually \(pairs(usual))" : ""
        case .checksum(let kind): return "ok (\(kind))"
        case .field, .part, .notUnderstood: return ""
        }
    }

    /// The values of a column that stand in a part of its bytes.
    private func values(_ values: [FieldValue], in part: Range<Int>) -> [FieldValue] {
        let width = max(1, place.count / max(values.count, 1))
        let first = (part.lowerBound - place.lowerBound) / width
        let end = (part.upperBound - place.lowerBound) / width
        return Array(values[min(first, values.count)..<min(end, values.count)])
    }
}

extension ExplainedField {
    /// Values with what a person wants to know of them.
    fileprivate func text(of values: [FieldValue], isInFrame: Bool = true) -> String {
        var text = values.map(text).joined(separator: " ")
        if let unit = decoded.unit, unit != "1", values.contains(where: { $0 != .noData }) {
            text += " " + unit
        }
        if let bits {
            text +=
                bits.count == 1
                ? "  (bit \(bits.lowerBound))" : "  (bits \(bits.lowerBound) to \(bits.upperBound))"
        }
        return isInFrame ? text : text + "  (not in this frame)"
    }

    private func text(of value: FieldValue) -> String {
        value == .noData ? "null (no data)" : value.description
    }
}
