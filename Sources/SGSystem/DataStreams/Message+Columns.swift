package import SGDevices
package import SGRecords

extension Message {
    /// The columns of its CSV files after that of the time.
    package var columns: [CSVColumn] {
        fields.map { CSVColumn(name: $0.name, unit: $0.unit, count: $0.count) }
    }
}
