internal import SGBytes
package import SGDevices
package import SGRecords

/// The data streams of one device, and how what it sends gets there.
///
/// Files are opened for each message and closed after it, as other programs may use them too, and a
/// file that was moved away begins anew.
package struct DeviceStreams {
    private let device: ConfiguredDevice
    private let port: String
    private var writers: [DataWriter]
    private var clock = LocalClock()
    /// The files that were written to and may not be on the disk yet.
    private var unsynchronized: Set<String> = []

    /// Prepares the streams of a device; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - device: The device.
    ///   - port: The port that it is at, for records.
    ///   - suspects: What becomes of suspect values in CSV files.
    ///   - files: The files of the run.
    ///   - standardOutput: Where records go whose stream is `-`.
    package init(
        of device: ConfiguredDevice, port: String, suspects: CSVSuspects = .empty,
        files: DataFiles, standardOutput: StandardOutput
    ) {
        self.device = device
        self.port = port
        writers = device.streams.map {
            DataWriter(
                $0, suspects: suspects, files: files, standardOutput: standardOutput)
        }
    }

    /// Writes a message to its stream, with one write(2), or keeps it until it can be written; one
    /// without a stream is dropped.
    ///
    /// - Parameters:
    ///   - frame: A frame of the device's type.
    ///   - time: When the frame was read.
    /// - Returns: What there is to say about it.
    package mutating func append(
        _ frame: Frame, at time: Timestamp
    ) -> [DataIncident] {
        guard let index = writers.firstIndex(where: { $0.takes(frame.message) }) else { return [] }
        var record = ByteWriter()
        var fields = FieldsWriter()
        fields.append(recordOf: frame, from: origin(time), to: &record)
        note(writers[index].stream.destination)
        return writers[index].append(record, at: clock.show(time))
    }

    /// Writes an event to all streams of records that the device has; tables have no place for it.
    ///
    /// - Parameters:
    ///   - event: What has happened, such as `no_reply`.
    ///   - time: When it happened.
    /// - Returns: What there is to say about it.
    package mutating func append(event: String, at time: Timestamp) -> [DataIncident] {
        var record = ByteWriter()
        record.append(event: event, from: origin(time))
        return append(record, at: time)
    }

    /// Writes the device's refusal to do what it was asked, as an event.
    ///
    /// - Parameters:
    ///   - refusal: What it has answered.
    ///   - message: What it was asked; `nil` when that is not known.
    ///   - time: When it was heard.
    /// - Returns: What there is to say about it.
    package mutating func append(
        _ refusal: Refusal, of message: Message?, at time: Timestamp
    ) -> [DataIncident] {
        var record = ByteWriter()
        record.append(
            refusalOf: message?.name, by: device.type.name, reason: refusal.reason,
            answer: refusal.frame.bytes.span, from: origin(time))
        return append(record, at: time)
    }

    private mutating func append(
        _ record: borrowing ByteWriter, at time: Timestamp
    ) -> [DataIncident] {
        var incidents: [DataIncident] = []
        var done: Set<DataStream.Destination> = []
        for writer in writers
        where writer.takesEvents && done.insert(writer.stream.destination).inserted {
            note(writer.stream.destination)
            incidents += writer.append(line: record, at: time)
        }
        return incidents
    }

    /// Waits until what was written to the files of streams since this was last called is on the
    /// disk.
    ///
    /// - Returns: A failure for each file of which that is not certain.
    package static func synchronize(_ streams: inout [DeviceStreams]) -> [DataIncident] {
        var paths: Set<String> = []
        for index in streams.indices {
            paths.formUnion(streams[index].unsynchronized)
            streams[index].unsynchronized = []
        }
        return synchronizeFiles(paths.sorted()).map { .failure($0) }
    }

    private func origin(_ time: Timestamp) -> RecordOrigin {
        RecordOrigin(time: time, port: port, device: device.name)
    }

    /// Takes note of where something is written.
    private mutating func note(_ destination: DataStream.Destination) {
        if let path = destination.path { unsynchronized.insert(path) }
    }
}
