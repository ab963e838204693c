internal import CSGPorts

/// What the computer's clock shows, in milliseconds since 1970 began in UTC.
///
/// The corresponding C function is `clock_gettime`.
package func wallClock() -> Int64 {
    sg_get_time()
}

/// When something was last written to an open file, in milliseconds since 1970 began in UTC.
///
/// The corresponding C function is `fstat`.
///
/// - Throws: `SystemError` when the system does not say.
package func lastChange(of descriptor: Int32) throws(SystemError) -> Int64 {
    var time: Int64 = 0
    try check(sg_get_change_time(descriptor, &time))
    return time
}
