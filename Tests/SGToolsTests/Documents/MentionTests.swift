import Foundation
import SGTools
import Testing

/// The manual and the program know of the same environment variables, files and messages.
@Suite struct MentionTests {
    /// The variables that libraries read for the program: the C library for local times, and the
    /// argument parser for the width of help.
    private static let readByLibraries: Set = ["TZ", "COLUMNS"]
    /// Files of the system that say something about the system itself.
    private static let ofTheSystem: Set = ["/dev/null"]

    private static let sources = Result { try PackageText.sources() }
    private static let texts = Result { try messageTexts() }

    @Test func `the pages have the environment variables that the tools read`() throws {
        let read = try Self.sources.get().matches(of: /environment\["([A-Z_]+)"/)
        let variables = Set(read.map { String($0.1) }).union(Self.readByLibraries)
        let described = try Manual.names().flatMap { name in
            let page = try Manual(name)
            return page.arguments(of: "Ev", in: page.section("ENVIRONMENT"))
        }
        #expect(Set(described) == variables)
        #expect(try Set(overview(of: "Ev", in: "ENVIRONMENT")) == variables)
    }

    @Test func `the pages have the files that the tools touch`() throws {
        let paths =
            /"(?:\\\([a-z]+\))?(\/(?:\.|dev\/|etc\/|proc\/|sys\/|var\/|run\/)[A-Za-z0-9_.\/-]*)/
        let touched = Set(try Self.sources.get().matches(of: paths).map { String($0.1) })
        #expect(touched.isSuperset(of: ["/etc/sg/devices", "/.config/sg/devices", "/.sungrow"]))
        let pages = try Manual.names().flatMap { try Manual($0).arguments(of: "Pa") }
        let missing = touched.subtracting(Self.ofTheSystem).filter { path in
            let name = path.hasSuffix("/") ? path.dropLast() : path[...]
            return !pages.contains { $0.contains(name) }
        }
        #expect(missing == [])
    }

    @Test(arguments: try Manual.names())
    func `the files of a page are in the program or in the package`(name: String) throws {
        let texts = try Self.sources.get() + PackageText.packaging()
        let page = try Manual(name)
        for path in page.arguments(of: "Pa", in: page.section("FILES")) {
            // What stands for something else is in capitals.
            let names = path.split { "/,~_".contains($0) }.map { $0.filter { !$0.isUppercase } }
            let missing = names.filter { !$0.isEmpty && !texts.contains($0) }
            #expect(missing == [], "\(path)")
        }
    }

    @Test(arguments: toolkit.map { $0.name })
    func `the messages of a page are in the program`(name: String) throws {
        let texts = try Self.texts.get()
        for message in try Manual("\(name).1").diagnostics {
            let whole = NSRange(message.startIndex..., in: message)
            #expect(
                texts.contains { $0.firstMatch(in: message, range: whole) != nil }, "\(message)")
        }
    }

    /// What the program's texts look like, with anything in place of what is put into them.
    private static func messageTexts() throws -> [NSRegularExpression] {
        let sources = try sources.get().replacing(/" *\n *\+ "/, with: "")
        let texts = sources.matches(of: /"((?:[^"\\\n]|\\\([^()]*(?:\([^()]*\)[^()]*)*\)|\\.)*)"/)
        return try texts.compactMap { match in
            let line = match.1.split(separator: "\\n").first ?? ""
            let parts = line.split(
                separator: /\\\([^()]*(?:\([^()]*\)[^()]*)*\)/, omittingEmptySubsequences: false)
            let fixed = parts.joined()
            guard fixed.count(where: \.isLetter) >= 7, fixed.contains(" ") else { return nil }
            let pattern = parts.map { NSRegularExpression.escapedPattern(for: String($0)) }
            return try NSRegularExpression(pattern: pattern.joined(separator: ".*"))
        }
    }

    private func overview(of macro: String, in section: String) throws -> [String] {
        let page = try Manual("sg.7")
        return page.arguments(of: macro, in: page.section(section))
    }
}
