internal import SGDevices
internal import SGRecords
internal import SGSystem

/// Which message a file gets that can take only one: that of its header or else the main page of the
/// first type of device that comes, never just the first record.
struct CSVChoice {
    /// A message of a type of device.
    struct Page {
        /// The type's name.
        let deviceType: String
        /// The message.
        let message: Message
    }

    private let path: String
    private let options: CSVOptions
    private let catalog: DeviceCatalog
    private var chosen: Page?

    /// Chooses for a file when its first record comes.
    init(for path: String, _ options: CSVOptions, _ catalog: DeviceCatalog) {
        self.path = path
        self.options = options
        self.catalog = catalog
    }

    /// Chooses, unless that is done.
    ///
    /// - Parameters:
    ///   - type: The type of the device that a record is from.
    ///   - message: The record's message; `nil` when the type has no such.
    /// - Returns: What the file gets; `nil` when nothing tells.
    /// - Throws: `FileError` when the file cannot be read.
    mutating func page(
        for type: DeviceType, _ message: Message?
    ) throws(FileError) -> Page? {
        if let chosen { return chosen }
        chosen =
            try continuedPage(of: type, message)
            ?? type.mainPage.map { Page(deviceType: type.name, message: $0) }
        return chosen
    }

    /// The page that the file has rows of: a message that has come or another one of its type, or that
    /// of any other type that is known.
    private func continuedPage(
        of type: DeviceType, _ message: Message?
    ) throws(FileError) -> Page? {
        guard try CSVFile(path: path, header: []).hasHeader() else { return nil }
        let first = [message, type.mainPage].compactMap(\.self)
        if let page = try continuedPage(among: first + type.pages, of: type) { return page }
        for name in catalog.names where name != type.name {
            // What is wrong with the definition of another type is no matter of this file.
            guard let other = try? catalog.device(named: name) else { continue }
            if let page = try continuedPage(among: other.pages, of: other) { return page }
        }
        return nil
    }

    private func continuedPage(
        among pages: [Message], of type: DeviceType
    ) throws(FileError) -> Page? {
        for page in pages {
            guard let columns = options.columns(among: page.columns) else { continue }
            let table = CSVTable(columns, hasTime: true, style: options.style)
            if try CSVFile(path: path, header: table.header).hasHeader() {
                return Page(deviceType: type.name, message: page)
            }
        }
        return nil
    }
}
