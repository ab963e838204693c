internal import SGRecords

/// What a user wants of the tables of `sg-csv`.
struct CSVOptions {
    /// How rows are written.
    var style = CSVStyle()
    /// Whether times are in UTC, not in local time.
    var isUTC = false
    /// The only type of message that is taken; `nil` for all.
    var message: String?
    /// The only fields that are written, in this order; `nil` for all.
    var fields: [String]?

    /// Those of a message's columns that are wanted; `nil` when one is wanted that it has not.
    func columns(among columns: [CSVColumn]) -> [CSVColumn]? {
        guard let fields else { return columns }
        let chosen = fields.compactMap { name in
            columns.lazy.compactMap { $0.part(titled: name) }.first
        }
        return chosen.count == fields.count ? chosen : nil
    }
}
