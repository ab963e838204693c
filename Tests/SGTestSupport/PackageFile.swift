package import Foundation

/// A file of the package, by its path in it.
package func packageFile(_ path: String) -> URL {
    URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: path)
}
