internal import SGPorts
package import SGRecords

/// The files of a run, each of which several devices may write to.
package final class DataFiles {
    private let stop: Int32
    private var files: [String: DataFile] = [:]
    /// What there is to say of files that were written to later.
    private var incidents: [DataIncident] = []

    /// Prepares for files; nothing is opened yet.
    ///
    /// - Parameter stop: A descriptor that can be read once the process is asked to stop; negative for
    ///   never.
    package init(stop: Int32) {
        self.stop = stop
    }

    /// The file at a path.
    func file(at path: String) -> DataFile {
        if let file = files[path] { return file }
        let file = DataFile(path: path, stop: stop)
        files[path] = file
        return file
    }

    /// Whether something waits to be written.
    var areWaiting: Bool { files.values.contains(where: \.isWaiting) }

    /// Whether something waits that only another program keeps from being written.
    package var areHeldUp: Bool { files.values.contains { $0.obstacle?.isPassing == true } }

    /// Also waits until it is time to try again.
    func add(to watch: inout Watch) {
        for file in files.values where file.isWaiting {
            if let next = file.nextAttempt { watch.add(deadline: next) }
            file.stream?.output.add(to: &watch)
        }
    }

    /// Writes what can be written now of all that waits.
    package func proceed(at now: Timestamp) {
        for file in files.values where file.isWaiting { incidents += file.proceed(at: now) }
    }

    /// What there is to say since this was last called.
    package func takeIncidents() -> [DataIncident] {
        defer { incidents = [] }
        return incidents
    }

    /// Tries for the last time to write all that waits.
    ///
    /// - Returns: What there is to say; a loss for each file that does not get it all.
    package func finish(at now: Timestamp) -> [DataIncident] {
        takeIncidents()
            + files.values.sorted { $0.path < $1.path }.flatMap { $0.finish(at: now) }
    }
}
