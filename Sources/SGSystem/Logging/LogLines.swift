internal import Logging

/// Makes a line of an error log out of each message; metadata has no place in it.
struct LogLines: LogHandler {
    let name: String
    let log: ErrorLog
    var logLevel = Logger.Level.warning
    var metadata: Logger.Metadata = [:]

    init(name: String, log: ErrorLog) {
        self.name = name
        self.log = log
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        log.append(event.message.description, event.level, name: name)
    }
}
