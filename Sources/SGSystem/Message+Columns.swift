package import SGDevices
package import SGRecords

extension Message {
    /// The columns of a table of such messages, after that of their time.
    package var columns: [CSVColumn] {
        fields.map { CSVColumn(name: $0.name, unit: $0.unit, count: $0.count) }
    }
}
