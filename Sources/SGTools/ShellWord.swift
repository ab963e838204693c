internal import SGBytes

/// A word as it must be written for a shell.
func shellWord(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
        isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || "-_=./:,@+%".utf8.contains(byte)
    }
    return isPlain
        ? word
        : "'"
            + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
}
