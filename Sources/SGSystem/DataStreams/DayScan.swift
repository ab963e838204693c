internal import SGRecords

/// Finds the days of the rows of a CSV file while its bytes go by.
struct DayScan {
    private let headerSeparators: Int

    /// The first cell of the row, or enough of it to see that it is no date.
    private var start: [UInt8] = []
    private var separators = 0
    private var isQuoted = false
    private var isDamaged = false

    /// Scans a file from its first byte.
    ///
    /// - Parameter header: The file's header, which tells how many cells a row has.
    init(header: [UInt8]) {
        headerSeparators = header.count { $0 == UInt8(ascii: ",") }
    }

    /// Takes the next byte.
    ///
    /// - Returns: The day of the row that it ends; `nil` for all other bytes, and for rows that do not
    ///   begin with a day or are damaged: those with too few or too many cells, or with bytes that no
    ///   row can have, such as the zeros that a power cut can leave.
    mutating func take(_ byte: UInt8) -> CivilDate? {
        switch byte {
        case UInt8(ascii: "\n"): return endRow()
        case UInt8(ascii: "\""): isQuoted.toggle()
        case UInt8(ascii: ","): if !isQuoted { separators += 1 }
        case 0..<0x20 where byte != UInt8(ascii: "\r"): isDamaged = true
        default: break
        }
        if separators == 0, start.count <= 10 { start.append(byte) }
        return nil
    }

    private mutating func endRow() -> CivilDate? {
        let day = CivilDate(start.span)
        let isWhole = separators == headerSeparators && !isQuoted && !isDamaged
        start.removeAll(keepingCapacity: true)
        separators = 0
        isQuoted = false
        isDamaged = false
        return isWhole ? day : nil
    }
}
