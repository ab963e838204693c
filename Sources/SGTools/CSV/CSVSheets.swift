internal import SGDevices
internal import SGDiagnostics
internal import SGRecords
internal import SGSystem

/// The tables of a run of `sg-csv`, each begun when its first record comes.
struct CSVSheets {
    /// Why a record has no table.
    enum Refusal: Error {
        /// Something is wrong with the record.
        case record(LineError)
        /// Something is wrong with what the user wants.
        case tool(ToolFailure)
    }

    /// How many kinds of records there may be.
    private static let kindLimit = 256
    /// How many columns the keys of a record may make.
    private static let columnLimit = 4096

    private let options: CSVOptions
    private let destination: CSVDestination
    private let console: Console
    private let catalog: DeviceCatalog

    /// The table of every kind of record so far; `nil` for those that get none.
    private var sheets: [CSVKind: CSVSheet?] = [:]
    /// How records of these kinds looked in their lines, with their tables, to find them fast.
    private var known: [(signature: CSVSignature, sheet: CSVSheet?)] = []
    /// Which of them the record before was.
    private var latest = 0
    /// The types of messages that came and that the user did not ask for.
    private var otherMessages: Set<String> = []
    /// What chooses the message of a single file; `nil` where the user does, or there are more.
    private var choice: CSVChoice?

    /// Creates an empty collection.
    init(_ options: CSVOptions, _ destination: CSVDestination, console: Console) {
        self.options = options
        self.destination = destination
        self.console = console
        catalog = DeviceCatalog(environment: console.environment)
        if case .file(let path) = destination, options.message == nil {
            choice = CSVChoice(for: path, options, catalog)
        }
    }

    /// The table that a record belongs to; `nil` when the user did not ask for it, or when records of
    /// its kind have been refused before.
    mutating func sheet(
        for record: CSVRecord, in line: Span<UInt8>
    ) throws(Refusal) -> CSVSheet? {
        if latest < known.count, known[latest].signature.isThat(of: record, in: line) {
            return known[latest].sheet
        }
        if let index = known.firstIndex(where: { $0.signature.isThat(of: record, in: line) }) {
            latest = index
            return known[index].sheet
        }
        let kind = kind(of: record, line)
        defer { remember(CSVSignature(record, in: line), of: kind) }
        return try sheet(of: kind, like: record, line)
    }

    private mutating func remember(_ signature: CSVSignature, of kind: CSVKind) {
        guard known.count < CSVSheets.kindLimit else { return }
        latest = known.count
        known.append((signature, sheets[kind] ?? nil))
    }

    private func kind(of record: CSVRecord, _ line: Span<UInt8>) -> CSVKind {
        var isByDevice = false
        if case .directory = destination { isByDevice = true }
        return CSVKind(
            device: isByDevice ? record.device?.string(in: line) : nil,
            deviceType: record.deviceType?.string(in: line),
            messageType: record.messageType?.string(in: line),
            isDecoded: record.form == .decoded)
    }

    private mutating func sheet(
        of kind: CSVKind, like record: CSVRecord, _ line: Span<UInt8>
    ) throws(Refusal) -> CSVSheet? {
        if let message = options.message, kind.messageType != message {
            if otherMessages.count < CSVSheets.kindLimit {
                otherMessages.insert(kind.messageType ?? "")
            }
            return nil
        }
        if let known = sheets[kind] { return known }
        guard sheets.count < CSVSheets.kindLimit else {
            throw .record(LineError("more than \(CSVSheets.kindLimit) kinds of records"))
        }
        sheets[kind] = .some(nil)
        if let other = try otherChoice(than: kind) {
            console.report(
                "warning: \(kind) do not go into the file, which gets '\(other.message.name)' "
                    + "records of '\(other.deviceType)'; '--message' picks others, '--directory' "
                    + "sorts them")
            return nil
        }
        let path = try path(for: kind)
        let columns = try columns(of: kind, like: record, line)
        let table = CSVTable(columns, hasTime: kind.isDecoded, style: options.style)
        let sheet = CSVSheet(
            kind, table, path.map { DataFile(path: $0, stop: console.stop) },
            expectsAllColumns: options.fields == nil)
        sheets[kind] = sheet
        return sheet
    }
}

// MARK: - The message that the user asked for

extension CSVSheets {
    /// Warns when records came and none of them is of the type that the user asked for.
    ///
    /// No error: records of other programs may have types that nobody here knows.
    func warnOfNoMatch() {
        guard let message = options.message, sheets.isEmpty, !otherMessages.isEmpty else { return }
        let others = otherMessages.subtracting([""]).sorted()
        let hint =
            nearestWord(to: message, among: others).map { "did you mean '\($0)'?" }
            ?? "there were \(others.prefix(12).joined(separator: ", "))"
        console.report(
            "warning: no '\(message)' records came" + (others.isEmpty ? "" : "\n  hint: \(hint)"))
    }
}

// MARK: - Files

extension CSVSheets {
    /// The message that the single file gets, if it is another one than that of records.
    private mutating func otherChoice(
        than kind: CSVKind
    ) throws(Refusal) -> CSVChoice.Page? {
        guard choice != nil, kind.isDecoded, let name = kind.deviceType,
            let type = try device(named: name)
        else { return nil }
        do throws(FileError) {
            guard let chosen = try choice?.page(for: type, type[kind.messageType ?? ""]) else {
                return nil
            }
            let isChosen =
                chosen.deviceType == name && chosen.message.name == kind.messageType
            return isChosen ? nil : chosen
        } catch {
            throw .tool(ToolFailure(error))
        }
    }

    /// The path of a new table's file, which no other table may have.
    private func path(for kind: CSVKind) throws(Refusal) -> String? {
        let path: String?
        do throws(LineError) {
            path = try destination.path(for: kind)
        } catch {
            throw .record(error)
        }
        guard let path else { return nil }
        for case let sheet? in sheets.values where sheet.file?.path == path {
            throw .record(
                LineError(
                    "\(kind) do not belong into '\(path)', which has \(sheet.kind); "
                        + "'--message' picks one, '--directory' sorts them"))
        }
        return path
    }
}

// MARK: - Columns

extension CSVSheets {
    /// The columns that the definition gives, or else the record's keys; of them those that the user
    /// wants.
    private func columns(
        of kind: CSVKind, like record: CSVRecord, _ line: Span<UInt8>
    ) throws(Refusal) -> [CSVColumn] {
        if kind.isDecoded, let columns = try definedColumns(kind) {
            return try chosen(among: columns)
        }
        if let fields = options.fields { return fields.map { CSVColumn(name: $0) } }
        return try keyColumns(record, line)
    }

    /// The columns that a device definition gives; `nil` when there is none.
    private func definedColumns(_ kind: CSVKind) throws(Refusal) -> [CSVColumn]? {
        guard let deviceType = kind.deviceType, let messageType = kind.messageType else {
            return nil
        }
        return try device(named: deviceType)?[messageType]?.columns
    }

    /// The type of device that has a name; `nil` when there is none.
    private func device(named name: String) throws(Refusal) -> DeviceType? {
        do throws(Diagnostic) {
            return try catalog.device(named: name)
        } catch {
            console.report(error)
            throw .tool(
                ToolFailure(.wrongConfiguration, "the definition of '\(name)' cannot be used"))
        }
    }

    /// A column for every key of a record.
    private func keyColumns(
        _ record: CSVRecord, _ line: Span<UInt8>
    ) throws(Refusal) -> [CSVColumn] {
        guard record.values.count <= CSVSheets.columnLimit else {
            throw .record(LineError("more than \(CSVSheets.columnLimit) keys"))
        }
        var names = Set<String>()
        return record.values.map { unescapedJSON(line.extracting($0.key)) }
            .filter { names.insert($0).inserted }.map { CSVColumn(name: $0) }
    }

    /// Those columns of a definition that the user wants.
    private func chosen(among columns: [CSVColumn]) throws(Refusal) -> [CSVColumn] {
        if let chosen = options.columns(among: columns) { return chosen }
        let name = options.fields?.first { name in
            !columns.contains { $0.part(titled: name) != nil }
        }
        throw .tool(.unknown("field", name ?? "", among: columns.map(\.name)))
    }
}
