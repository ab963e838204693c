internal import CSGPorts
internal import Glibc

/// Lets writing to a pipe without a reader fail with `EPIPE`, and beyond the size that a file may
/// have with `EFBIG`, instead of ending the process.
package func ignoreSignalsOfWriting() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
}

/// The user's home folder: that of the environment or, where it has none, that of the password
/// database; `nil` when neither knows any.
package func homeFolder(_ environment: [String: String]) -> String? {
    if let home = environment["HOME"], !home.isEmpty { return home }
    // SAFETY: the entry is the C library's until its next call; its text is copied before.
    guard let entry = getpwuid(geteuid()), let folder = entry.pointee.pw_dir else { return nil }
    let home = String(cString: folder)
    return home.isEmpty ? nil : home
}

/// Fills the places of standard streams that are closed, so that no port or file gets them.
///
/// What fills them can still not be read from or written to.
package func reserveStandardStreams() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) < 0 {
        _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
}

/// Lets this process open as many files as the system allows it, instead of the 1024 that programs get
/// for the sake of select(2), which is not used here.
///
/// The corresponding C function is `setrlimit`.
package func raiseDescriptorLimit() {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(resource, &limit)
}

/// The variables of this process's environment.
package func processEnvironment() -> [String: String] {
    var environment: [String: String] = [:]
    // SAFETY: the array of strings is the C library's, ended by a null pointer; nothing in this
    // program changes it.
    var next = sg_environment()
    while let entry = next?.pointee {
        let parts = String(cString: entry).split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { environment[String(parts[0])] = String(parts[1]) }
        next = next?.successor()
    }
    return environment
}
