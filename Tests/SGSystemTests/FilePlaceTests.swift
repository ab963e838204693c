import Foundation
import SGRecords
import SGSystem
import SGTestSupport
import Testing

/// Links, fifos and devices in the place of a file that is appended to.
struct FilePlaceTests {
    private let directory: TemporaryDirectory
    private let header = Array("datetime,a\n".utf8)
    private let now = Timestamp(milliseconds: 1_767_323_045_678)

    init() throws {
        directory = try TemporaryDirectory()
        chmod(directory.path, 0o755)
    }

    // MARK: - Links

    @Test func `a link of one's own is followed, to a file that there is and to one that is made`()
        throws
    {
        _ = try directory.write([], to: "real.csv")
        try link("log.csv", to: directory.file("real.csv"))
        try link("new.csv", to: "made.csv")
        try link("far.csv", to: "new.csv")
        for (name, target) in [("log.csv", "real.csv"), ("far.csv", "made.csv")] {
            #expect(try append("1,2\n", to: name) == [])
            #expect(try text(target) == "datetime,a\n1,2\n")
        }
    }

    @Test func `what stands in the way is put aside where the file is, and the link stays`() throws
    {
        try FileManager.default.createDirectory(
            atPath: directory.file("disk"), withIntermediateDirectories: false)
        _ = try directory.write(Array("datetime,b\n1,2\n3".utf8), to: "disk/real.csv")
        try link("log.csv", to: "disk/real.csv")
        let path = directory.file("disk/real.csv")
        #expect(
            try append("5,6\n", to: "log.csv") == [
                .tornLine(path: path, movedTo: "\(path).torn"),
                .otherHeader(path: path, movedTo: "\(path).20260102T030405Z"),
            ])
        #expect(try text("log.csv") == "datetime,a\n5,6\n")
        #expect(try text("disk/real.csv") == "datetime,a\n5,6\n")
        #expect(try text("disk/real.csv.20260102T030405Z") == "datetime,b\n1,2\n")
    }

    @Test func `a link that somebody else can have put there is refused`() throws {
        _ = try directory.write(Array("precious".utf8), to: "target")
        try link("log.csv", to: "target")
        let path = directory.file("log.csv")
        for mode: mode_t in [0o777, 0o775] {
            chmod(directory.path, mode)
            #expect(throws: FileError.planted(path: path, .inOpenFolder)) {
                try append("1,2\n", to: "log.csv")
            }
        }
        // The torn line's file, too.
        _ = try directory.write(Array("torn".utf8), to: "other.csv")
        try link("other.csv.torn", to: "target")
        #expect(throws: FileError.planted(path: directory.file("other.csv.torn"), .inOpenFolder)) {
            try append("1,2\n", to: "other.csv")
        }
        #expect(try text("other.csv") == "torn")
        #expect(try text("target") == "precious")
        // In a directory such as /tmp nobody else can put a link of ours.
        chmod(directory.path, 0o1777)
        _ = try directory.write([], to: "target")
        #expect(try append("1,2\n", to: "log.csv") == [])
    }

    @Test(.enabled(if: geteuid() == 0))
    func `a link of another user is refused, and so is one in another's directory`() throws {
        try link("log.csv", to: "target")
        let path = directory.file("log.csv")
        #expect(lchown(path, 65534, 65534) == 0)
        #expect(throws: FileError.planted(path: path, .ofOther)) {
            try append("1,2\n", to: "log.csv")
        }
        #expect(lchown(path, 0, 0) == 0)
        #expect(chown(directory.path, 65534, 65534) == 0)
        #expect(throws: FileError.planted(path: path, .inFolderOfOther)) {
            try append("1,2\n", to: "log.csv")
        }
        #expect(!FileManager.default.fileExists(atPath: directory.file("target")))
    }

    @Test func `the message says why`() {
        #expect(
            FileError.planted(path: "a", .inOpenFolder).message
                == "cannot open 'a': found a symbolic link or a fifo that another user can have put "
                + "there: others can write to its directory")
    }

    @Test func `links in a circle are an error`() throws {
        try link("a", to: "b")
        try link("b", to: "a")
        #expect(throws: FileError.self) { try append("1,2\n", to: "a") }
    }

    // MARK: - Streams

    @Test(.timeLimit(.minutes(1)))
    func `a fifo gets what was kept for it once somebody reads it, with a header`() throws {
        signal(SIGPIPE, SIG_IGN)
        #expect(mkfifo(directory.file("fifo"), 0o600) == 0)
        let file = DataFile(path: directory.file("fifo"), stop: -1)
        for row in ["1,2\n", "3,4\n"] { #expect(file.append(rows(row), at: now) == []) }
        #expect(file.obstacle == .noReader(path: directory.file("fifo")))
        for text in ["datetime,a\n1,2\n3,4\n", "datetime,a\n5,6\n"] {
            if text.hasSuffix("5,6\n") { #expect(file.append(rows("5,6\n"), at: now) == []) }
            let reader = open(directory.file("fifo"), O_RDONLY | O_NONBLOCK)
            try wait(for: "the rows") {
                _ = file.proceed(at: now)
                return !file.isWaiting
            }
            #expect(try read(from: reader) { $0.count >= text.utf8.count } == Array(text.utf8))
            close(reader)
        }
    }

    @Test func `what a fifo is lost for is told`() throws {
        #expect(mkfifo(directory.file("fifo"), 0o600) == 0)
        let file = DataFile(path: directory.file("fifo"), stop: -1)
        #expect(file.append(rows("1,2\n3,4\n"), at: now) == [])
        let error = FileError.noReader(path: directory.file("fifo"))
        #expect(file.finish(at: now) == [.loss(error, lines: 2)])
        #expect(!file.isWaiting)
    }

    @Test func `a fifo that somebody else can have put there is refused`() throws {
        #expect(mkfifo(directory.file("fifo"), 0o666) == 0)
        chmod(directory.path, 0o777)
        let file = DataFile(path: directory.file("fifo"), stop: -1)
        #expect(file.append(rows("1,2\n"), at: now) == [])
        #expect(file.obstacle == .planted(path: directory.file("fifo"), .inOpenFolder))
    }

    @Test func `a device takes everything`() throws {
        let file = DataFile(path: "/dev/null", stop: -1)
        #expect(file.append(rows("1,2\n"), at: now) == [])
        #expect(!file.isWaiting)
    }

    // MARK: - Locks

    @Test(arguments: ["flock", "read lock"])
    func `a lock of somebody who only reads is none`(kind: String) throws {
        let path = try directory.write([], to: "log.csv")
        let reader = open(path, O_RDONLY)
        defer { close(reader) }
        if kind == "flock" {
            #expect(flock(reader, LOCK_EX) == 0)
        } else {
            #expect(lock(reader, F_RDLCK))
        }
        #expect(try append("1,2\n", to: "log.csv") == [])
        #expect(try text("log.csv") == "datetime,a\n1,2\n")
    }

    @Test(.timeLimit(.minutes(1)))
    func `what another writer keeps from being written is written later, in order`() throws {
        let path = try directory.write([], to: "log.csv")
        let writer = open(path, O_RDWR)
        #expect(lock(writer, F_WRLCK))
        let file = DataFile(path: path, stop: -1)
        for row in 0..<1000 { #expect(file.append(rows("\(row),\n"), at: now) == []) }
        #expect(file.obstacle == .inUse(path: path))
        #expect(try text("log.csv") == "")
        close(writer)
        try wait(for: "the rows") {
            _ = file.proceed(at: now)
            return !file.isWaiting
        }
        #expect(
            try text("log.csv") == "datetime,a\n" + (0..<1000).map { "\($0),\n" }.joined())
    }

    @Test(.timeLimit(.minutes(1)))
    func `what is kept is bounded, and how much is lost is told`() throws {
        let path = try directory.write([], to: "log.csv")
        let writer = open(path, O_RDWR)
        #expect(lock(writer, F_WRLCK))
        let file = DataFile(path: path, stop: -1)
        let row = String(repeating: "x", count: 1023) + "\n"
        var incidents: [DataIncident] = []
        for _ in 0..<1030 { incidents += file.append(rows(row), at: now) }
        let error = FileError.inUse(path: path)
        #expect(incidents == [.full(error)])
        #expect(file.waitingBytes == 1 << 20)
        close(writer)
        try wait(for: "the rows") {
            incidents += file.proceed(at: now)
            return !file.isWaiting
        }
        #expect(incidents == [.full(error), .loss(error, lines: 6)])
        #expect(try text("log.csv").split(separator: "\n").count == 1025)
    }

    private func lock(_ descriptor: Int32, _ type: Int32) -> Bool {
        var lock = flock()
        lock.l_type = Int16(type)
        // F_OFD_SETLK, which the module does not show.
        return fcntl(descriptor, 37, &lock) == 0
    }

    private func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: directory.file(name), withDestinationPath: target)
    }

    private func rows(_ text: String) -> LineBatch {
        LineBatch(rows: Array(text.utf8), header: header)
    }

    private func append(_ rows: String, to name: String) throws -> [FileFinding] {
        var (rows, findings) = (Array(rows.utf8), [FileFinding]())
        try CSVFile(path: directory.file(name), header: header).append(&rows, at: now, &findings)
        return findings
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try directory.read(name), as: UTF8.self)
    }
}
