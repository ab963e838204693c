import SGRecords

/// A field that does not hold what was set.
public struct FieldDifference: Sendable, Equatable {
    /// The field's name.
    public let name: String
    /// What was set.
    public let wanted: FieldValue
    /// What the device shows.
    public let found: FieldValue
}

extension Frame {
    /// Compares what this frame sets with what a page shows, field by field.
    ///
    /// Numbers are compared as numbers. A clock goes on: it may be ahead by some seconds.
    ///
    /// - Parameter page: What the device has sent since.
    /// - Returns: The fields of both that differ.
    public func differences(from page: Frame) -> [FieldDifference] {
        let shown = page.fields
        return fields.compactMap { field in
            guard let other = shown.first(where: { $0.name == field.name }),
                !field.value.isShown(as: other.value)
            else { return nil }
            return FieldDifference(name: field.name, wanted: field.value, found: other.value)
        }
    }
}

extension FieldValue {
    /// Whether a device that was set to this value may show the other.
    fileprivate func isShown(as shown: FieldValue) -> Bool {
        guard case .text(let text) = self, let set = CalendarTime(text),
            case .text(let other) = shown, let time = CalendarTime(other)
        else { return isSame(as: shown) }
        return 0...CalendarTime.secondsToRead ~= time.seconds(since: set)
    }
}

extension CalendarTime {
    /// How many seconds a clock may have gone on before it is read.
    fileprivate static let secondsToRead = 30

    fileprivate func seconds(since other: CalendarTime) -> Int {
        secondsSince1970 - other.secondsSince1970
    }

    private var secondsSince1970: Int {
        let days = CivilDate(year: year, month: month, day: day)?.daysSince1970 ?? 0
        return ((days * 24 + hour) * 60 + minute) * 60 + second
    }
}
