internal import CSGPorts

/// Locks a file that is open for writing against all other writers, for as long as it is open.
///
/// The corresponding C function is `fcntl` with `F_OFD_SETLK`. A lock of somebody who can only read the
/// file does not count, and a file system without locks leaves the file to one writer.
///
/// - Returns: Whether no other writer holds the file; it never waits for one.
package func lockAmongWriters(_ descriptor: borrowing Descriptor) -> Bool {
    sg_lock_among_writers(descriptor.number)
}
