import Foundation
import SGRecords
import SGSystem
import SGTestSupport
import Testing

struct CSVFileTests {
    private let directory: TemporaryDirectory
    private let header = Array("datetime,a\n".utf8)
    private let now = Timestamp(milliseconds: 1_767_323_045_678)

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func `a new file gets the header once`() throws {
        #expect(try append("1,2\n").isEmpty)
        #expect(try append("3,4\n5,6\n").isEmpty)
        #expect(try text("log.csv") == "datetime,a\n1,2\n3,4\n5,6\n")
        let mode = try FileManager.default.attributesOfItem(atPath: directory.file("log.csv"))
        #expect((mode[.posixPermissions] as? Int ?? 0) & 0o022 == 0)
    }

    @Test func `a file that was emptied or moved away begins anew`() throws {
        _ = try append("1,2\n")
        try FileManager.default.moveItem(
            atPath: directory.file("log.csv"), toPath: directory.file("old.csv"))
        _ = try append("3,4\n")
        #expect(try text("log.csv") == "datetime,a\n3,4\n")
        _ = try directory.write([], to: "log.csv")
        _ = try append("5,6\n")
        #expect(try text("log.csv") == "datetime,a\n5,6\n")
    }

    @Test(arguments: [1, 4095, 4096, 4097, 20_000])
    func `a torn last line is set aside`(length: Int) throws {
        let torn = String(repeating: "x", count: length)
        _ = try directory.write(Array("datetime,a\n1,2\n\(torn)".utf8), to: "log.csv")
        #expect(try append("3,4\n") == [tornLine])
        #expect(try text("log.csv") == "datetime,a\n1,2\n3,4\n")
        #expect(try text("log.csv.torn") == torn + "\n")
        _ = try directory.write(Array("datetime,a\n9".utf8), to: "log.csv")
        _ = try append("3,4\n")
        #expect(try text("log.csv.torn") == torn + "\n9\n")
    }

    @Test func `a torn header is written anew`() throws {
        _ = try directory.write(Array("datet".utf8), to: "log.csv")
        #expect(try append("1,2\n") == [tornLine])
        #expect(try text("log.csv") == "datetime,a\n1,2\n")
    }

    @Test func `another header is never appended under`() throws {
        let moved = directory.file("log.csv.20260102T030405Z")
        for (number, old) in ["datetime,b\n1,2\n", "datetime,a,b\n", "datetime\n"].enumerated() {
            _ = try directory.write(Array(old.utf8), to: "log.csv")
            let place = number == 0 ? moved : "\(moved).\(number + 1)"
            #expect(
                try append("3,4\n") == [
                    .otherHeader(path: directory.file("log.csv"), movedTo: place)
                ])
            #expect(try text("log.csv") == "datetime,a\n3,4\n")
            #expect(try String(contentsOfFile: place, encoding: .utf8) == old)
        }
    }

    @Test func `lines of an old file may end in carriage returns`() throws {
        _ = try directory.write(Array("datetime,a\r\n1,2\r\n".utf8), to: "log.csv")
        #expect(try append("3,4\n").isEmpty)
        #expect(try text("log.csv") == "datetime,a\r\n1,2\r\n3,4\n")
    }

    @Test func `only regular files are appended to`() throws {
        #expect(throws: FileError.notRegular(path: "/dev/null")) {
            _ = try AppendedFile(path: "/dev/null")
        }
        let error = #expect(throws: FileError.self) { _ = try AppendedFile(path: "/nowhere/x.csv") }
        #expect(error?.message == "cannot open '/nowhere/x.csv': No such file or directory")
    }

    @Test(.timeLimit(.minutes(1)))
    func `writers of other columns never write under each other's header`() throws {
        let headers = ["datetime,a,b,c", "datetime,d", "datetime,e,f", "g"]
        let (path, now) = (directory.file("log.csv"), now)
        DispatchQueue.concurrentPerform(iterations: headers.count) { index in
            let file = CSVFile(
                path: path, header: Array("\(headers[index])\n".utf8))
            for _ in 0..<150 {
                var (rows, findings) = (Array("\(index)\n".utf8), [FileFinding]())
                while !rows.isEmpty { try? file.append(&rows, at: now, &findings) }
            }
        }
        var count = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
            let lines = try text(name).split(separator: "\n")
            count += lines.count - 1
            #expect(lines.dropFirst().allSatisfy { headers[Int($0) ?? 0] == lines[0] }, "\(name)")
        }
        #expect(count == 600)
    }

    private var tornLine: FileFinding {
        .tornLine(path: directory.file("log.csv"), movedTo: directory.file("log.csv.torn"))
    }

    private func append(_ rows: String, to name: String = "log.csv") throws -> [FileFinding] {
        var (rows, findings) = (Array(rows.utf8), [FileFinding]())
        try CSVFile(path: directory.file(name), header: header).append(&rows, at: now, &findings)
        #expect(rows.isEmpty)
        return findings
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try directory.read(name), as: UTF8.self)
    }
}
