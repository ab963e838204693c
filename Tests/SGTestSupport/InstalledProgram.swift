internal import Foundation

/// Where a program of the system is; `nil` when it is not installed.
package func pathOfProgram(_ name: String) -> String? {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return (folders + ["/usr/sbin", "/usr/bin"]).map { "\($0)/\(name)" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
}

/// A Python that has pySerial; `nil` when none is installed.
package let pythonWithSerial: String? = {
    let candidates = [pathOfProgram("python3"), "/usr/bin/python3"].compactMap(\.self)
    return candidates.first { python in
        (try? output(of: python, "-c", "import serial.rfc2217")) != nil
    }
}()

/// The path of a program of the tests' own.
package func pathOfSupport(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Support/\(name)").path
}
