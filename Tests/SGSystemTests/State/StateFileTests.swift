import Foundation
import SGBytes
import SGRecords
import SGSystem
import SGTestSupport
import Testing

struct StateFileTests {
    private let home: TemporaryDirectory
    private let file: StateFile
    private static let name = "logger_0123-5a500f03"

    init() throws {
        home = try TemporaryDirectory()
        file = StateFile(home: home.path, kind: .logger, digest: "0123", of: "/dev/null")
    }

    @Test func `the file is named as the manual says`() {
        #expect(file.path == home.file(".sungrow/\(Self.name)"))
        let emulator = StateFile(home: "/home/u", kind: .emulator, digest: "ab", of: "/dev/null")
        #expect(emulator.path == "/home/u/.sungrow/emulator_ab-5a500f03")
    }

    @Test func `what is written is read again`() throws {
        let state = sample
        try LockedStateFile(file).write(state)
        #expect(file.read() == (state, nil))
        let text = """
            {"version":1,"last_run":"2026-01-02T03:04:05.678Z","devices":{
              "\\"quoted\\"\\n name":{"answered":true,"failures":0,"all_failures":0},
              "charge_controller":{"answered":false,"last_answer":"2026-01-02T03:04:00.000Z",\
            "failures":2,"all_failures":7}
            }}

            """
        #expect(String(decoding: try home.read(".sungrow/\(Self.name)"), as: UTF8.self) == text)
    }

    @Test func `an empty state is read again`() throws {
        try LockedStateFile(file).write(RunState())
        #expect(file.read() == (RunState(), nil))
    }

    @Test func `a first run knows nothing, without words`() {
        #expect(file.read() == (RunState(), nil))
    }

    @Test func `folder and file are the user's alone`() throws {
        try LockedStateFile(file).write(sample)
        #expect(try mode(".sungrow") == 0o700)
        #expect(try mode(".sungrow/\(Self.name)") == 0o600)
        #expect(try mode(".sungrow/\(Self.name).lock") == 0o600)
    }

    @Test func `others may not write in the folder any more`() throws {
        let folder = home.file(".sungrow")
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
        try LockedStateFile(file).write(sample)
        #expect(try mode(".sungrow") == 0o755)
    }

    // MARK: - Damage

    @Test(arguments: [
        ("", "expected a JSON object, found the end of the line"),
        ("(dp0\nS'pickled'", "expected a JSON object, found '('"),
        (#"{"version":1,"last_run":"2026-01-02T03:04"#, "expected a closing quote"),
        (#"{"devices":{}}"#, "expected version 1, found none"),
        (#"{"version":2,"devices":{}}"#, "expected version 1, found 2"),
        (#"{"version":1,"devices":[]}"#, "expected an object in 'devices'"),
        (#"{"version":1,"last_run":"noon","devices":{}}"#, "expected a time in 'last_run'"),
        (#"{"version":1,"devices":{"a":1}}"#, "expected a JSON object, found '1'"),
        (#"{"version":1,"devices":{"a":{}}}"#, "expected true or false in 'answered'"),
        (
            #"{"version":1,"devices":{"a":{"answered":true,"failures":-1,"all_failures":0}}}"#,
            "expected a count in 'failures'"
        ),
        (
            #"{"version":1,"devices":{"a":{"answered":true,"failures":0,"#
                + #""all_failures":9223372036854775807}}}"#,
            "expected a count in 'all_failures'"
        ),
    ])
    func `what is no state is a fresh start with a warning`(text: String, problem: String) throws {
        try place(Array(text.utf8))
        let (state, found) = file.read()
        #expect(state == RunState())
        #expect(found?.contains("'\(file.path)' is of no use") == true)
        #expect(found?.contains(problem) == true, "\(found ?? "nothing")")
        try LockedStateFile(file).write(sample)
        #expect(file.read() == (sample, nil))
    }

    @Test func `a state cut anywhere is a fresh start`() throws {
        try LockedStateFile(file).write(sample)
        let text = try home.read(".sungrow/\(Self.name)")
        // The last byte is a newline.
        for length in 0..<text.count - 1 {
            try place(Array(text[..<length]))
            let (state, problem) = file.read()
            #expect(state == RunState() && problem != nil, "\(length) bytes")
        }
    }

    @Test(arguments: UInt64(0)..<20)
    func `a state with flipped bits never stops a run`(seed: UInt64) throws {
        try LockedStateFile(file).write(sample)
        let text = try home.read(".sungrow/\(Self.name)")
        var random = SplitMix64(seed)
        for _ in 0..<50 {
            var damaged = text
            for _ in 0..<3 {
                damaged[Int(random.next() % UInt64(text.count))] ^= 1 << UInt8(random.next() % 8)
            }
            try place(damaged)
            let (state, problem) = file.read()
            #expect(problem == nil || state == RunState())
        }
    }

    // MARK: - Two runs

    @Test func `a second run of the same configuration is refused, and may still look`() throws {
        let first = try LockedStateFile(file)
        try first.write(sample)
        #expect(throws: FileError.inUse(path: file.path + ".lock")) {
            _ = try LockedStateFile(file)
        }
        #expect(file.read() == (sample, nil))
        let emulator = StateFile(home: home.path, kind: .emulator, digest: "0123", of: "/dev/null")
        _ = try LockedStateFile(emulator)
        try first.write(RunState())
    }

    @Test func `the lock goes with its owner`() throws {
        _ = try LockedStateFile(file)
        _ = try LockedStateFile(file)
    }

    @Test func `what a killed run has left does not pile up`() throws {
        try place(Array("half a sta".utf8), to: "\(Self.name).new")
        try LockedStateFile(file).write(sample)
        try LockedStateFile(file).write(sample)
        let names = try FileManager.default.contentsOfDirectory(atPath: file.folder)
        #expect(Set(names) == [Self.name, "\(Self.name).lock"])
    }

    // MARK: - What was planted

    @Test func `no planted link is followed`() throws {
        let precious = try home.write(Array("precious".utf8), to: "target")
        try place([], to: "placeholder")
        for name in [Self.name, "\(Self.name).new"] {
            try FileManager.default.createSymbolicLink(
                atPath: home.file(".sungrow/\(name)"), withDestinationPath: precious)
        }
        let (state, problem) = file.read()
        #expect(state == RunState())
        #expect(problem?.contains("found a symbolic link") == true)
        try LockedStateFile(file).write(sample)
        #expect(file.read() == (sample, nil))
        #expect(try home.read("target") == Array("precious".utf8))
    }

    @Test func `a planted lock or folder is refused`() throws {
        let elsewhere = home.file("elsewhere")
        try FileManager.default.createDirectory(
            atPath: elsewhere, withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: home.file(".sungrow"), withDestinationPath: elsewhere)
        #expect(throws: FileError.self) { _ = try LockedStateFile(file) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere).isEmpty)

        try FileManager.default.removeItem(atPath: home.file(".sungrow"))
        try place([], to: "placeholder")
        try FileManager.default.createSymbolicLink(
            atPath: file.path + ".lock", withDestinationPath: home.file("made"))
        #expect(throws: FileError.link(path: file.path + ".lock")) { _ = try LockedStateFile(file) }
        #expect(!FileManager.default.fileExists(atPath: home.file("made")))
    }

    @Test func `a fifo in the place of the state is not waited for`() throws {
        try place([], to: "placeholder")
        #expect(mkfifo(file.path, 0o600) == 0)
        #expect(file.read().state == RunState())
    }

    @Test func `a folder that cannot be made is an error`() throws {
        let missing = StateFile(
            home: home.file("missing"), kind: .logger, digest: "0123", of: "/dev/null")
        let error = #expect(throws: FileError.self) { _ = try LockedStateFile(missing) }
        #expect(
            error?.message
                == "cannot make directory '\(missing.folder)': No such file or directory")
    }

    @Test func `what cannot be written leaves the old state`() throws {
        let locked = try LockedStateFile(file)
        try locked.write(sample)
        // A full folder in its place stops even a superuser from opening the new file.
        try FileManager.default.createDirectory(
            atPath: file.path + ".new/x", withIntermediateDirectories: true)
        #expect(throws: FileError.self) { try locked.write(RunState()) }
        #expect(file.read() == (sample, nil))
    }

    // MARK: -

    private var sample: RunState {
        var state = RunState()
        state.began(at: Timestamp(milliseconds: 1_767_323_045_678))
        var silent = RunState.Device()
        _ = silent.heard(at: Timestamp(milliseconds: 1_767_323_040_000))
        silent.hasAnswered = false
        silent.failures = 2
        silent.allFailures = 7
        state.devices = ["charge_controller": silent, "\"quoted\"\n name": RunState.Device()]
        return state
    }

    private func place(_ text: [UInt8], to name: String = Self.name) throws {
        try FileManager.default.createDirectory(
            atPath: file.folder, withIntermediateDirectories: true)
        _ = try home.write(text, to: ".sungrow/\(name)")
    }

    private func mode(_ name: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: home.file(name))
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }
}
