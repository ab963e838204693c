internal import Glibc
internal import SGPorts

/// Gives a file another name, with a number behind it when there is a file of that name already.
///
/// - Parameters:
///   - path: The file's path.
///   - wanted: The path that it should get.
/// - Returns: The path that it has got.
/// - Throws: `FileError.rename` when it cannot be renamed.
func moveAside(_ path: String, to wanted: String) throws(FileError) -> String {
    var target = wanted
    var number = 1
    while access(target, F_OK) == 0 {
        number += 1
        target = "\(wanted).\(number)"
    }
    guard rename(path, target) == 0 else {
        throw .rename(path: path, SystemError(code: errno))
    }
    return target
}
