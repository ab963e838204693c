internal import SGBytes
package import SGDevices
package import SGRecords

extension Message {
    /// Puts a date and time into the values that say `now`, given or by the definition's default.
    ///
    /// - Parameters:
    ///   - values: The values by name.
    ///   - now: What the clock shows.
    package func fillingIn(_ now: CivilTime, into values: [FieldAssignment]) -> [FieldAssignment] {
        var writer = ByteWriter()
        writer.append(plain: now)
        let text = FieldValue.text(String(decoding: writer.bytes, as: UTF8.self))
        var values = values
        for field in fields where field.kind == .datetime {
            if let index = values.firstIndex(where: { $0.name == field.name }) {
                if values[index].value == .text("now") { values[index].value = text }
            } else if field.standard == .text("now") {
                values.append((field.name, text))
            }
        }
        return values
    }
}
