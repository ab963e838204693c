import Foundation
import SGTestSupport
import SGTools
import Testing

/// What `make install` installs, and that nothing of it stays.
@Suite(.timeLimit(.minutes(1))) struct InstallTests {
    private let root: TemporaryDirectory

    init() throws {
        root = try TemporaryDirectory()
        try make("install")
    }

    @Test func `each tool is a link to the executable, as is the old name of sg-run`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: root.file("opt/sg/bin"))
        #expect(names.sorted() == (toolkit.map { $0.name } + ["sungrow"]).sorted())
        for name in names {
            let link = URL(filePath: root.file("opt/sg/bin/\(name)"))
            #expect(link.resolvingSymlinksInPath().path.hasSuffix("/opt/sg/lib/sg/sg"))
        }
    }

    @Test func `each page of the manual is in its section, and names the tools where they are`()
        throws
    {
        for name in try Manual.names() {
            let section = try #require(name.split(separator: ".").last)
            let page = try root.read("opt/sg/share/man/man\(section)/\(name)")
            let original = try Data(contentsOf: Manual.folder.appending(path: name))
            let expected = String(decoding: original, as: UTF8.self)
                .replacingOccurrences(of: "/usr/local/bin/", with: "/opt/sg/bin/")
            #expect(String(decoding: page, as: UTF8.self) == expected)
        }
    }

    @Test(arguments: ["sg-run@.service", "sg-run-once@.service"])
    func `a service starts what is installed, in its sandbox`(name: String) throws {
        let folder = "opt/sg/lib/systemd/system"
        let unit = String(decoding: try root.read("\(folder)/\(name)"), as: UTF8.self)
        #expect(unit.contains("\nExecStart=/opt/sg/bin/sg-run "))
        let sandbox = packageFile("Packaging/systemd/sandbox.conf").path
        let installed = root.file("\(folder)/\(name).d/sandbox.conf")
        #expect(FileManager.default.contentsEqual(atPath: installed, andPath: sandbox))
    }

    @Test func `the example of a configuration has no mistakes`() throws {
        let file = root.file("opt/sg/share/doc/sg/examples/system.yml")
        let result = try runInProcess(RunTool.self, ["--check", file])
        #expect(result == InProcessResult(status: .done))
    }

    @Test func `a link in an installed text leads to a file`() throws {
        let folder = root.file("opt/sg/share/doc/sg")
        let installed = try PackageText.markdown().filter { path in
            FileManager.default.fileExists(atPath: "\(folder)/\(path)")
        }
        #expect(installed.contains("README.md"))
        for path in installed {
            let text = URL(filePath: "\(folder)/\(path)")
            for link in try Markdown(path).links where !link.contains("://") {
                let target = link.prefix { $0 != "#" }
                let file = text.deletingLastPathComponent().appending(path: target)
                #expect(FileManager.default.fileExists(atPath: file.path), "\(path): \(link)")
            }
        }
    }

    @Test func `installing again changes nothing, and uninstalling leaves no file`() throws {
        let installed = try files()
        try make("install")
        #expect(try files() == installed)
        try make("uninstall")
        #expect(try files() == [])
    }

    private func make(_ target: String) throws {
        _ = try output(
            of: "make", "--directory", packageFile("").path, target, "DESTDIR=\(root.path)",
            "PREFIX=/opt/sg", "EXECUTABLE=\(pathOfExecutable)")
    }

    /// All that is no folder.
    private func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { path in
            let attributes = try FileManager.default.attributesOfItem(atPath: root.file(path))
            return attributes[.type] as? FileAttributeType != .typeDirectory
        }.sorted()
    }
}
