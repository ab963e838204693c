package import Glibc

/// Runs a function on a thread of its own, which leaves all signals to the others.
///
/// The corresponding C functions are `pthread_create` and `pthread_sigmask`.
///
/// - Parameter body: The function; nobody else uses what it holds.
/// - Returns: The thread, which is to be joined or detached.
/// - Throws: `SystemError` when the system has no threads left.
package func beginThread(_ body: sending @escaping () -> Void) throws(SystemError) -> pthread_t {
    // SAFETY: the thread takes over this reference; where there is no thread, it is given back.
    let reference = Unmanaged.passRetained(ThreadBody(body))
    var thread = pthread_t()
    // A new thread has the signals blocked that the one has which begins it.
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    let code = pthread_create(&thread, nil, runThreadBody, reference.toOpaque())
    pthread_sigmask(SIG_SETMASK, &before, nil)
    if code == 0 { return thread }
    reference.release()
    throw SystemError(code: code)
}

private final class ThreadBody {
    let run: () -> Void

    init(_ run: @escaping () -> Void) {
        self.run = run
    }
}

private func runThreadBody(_ body: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    // SAFETY: the pointer is a retained `ThreadBody`, which whoever began the thread has passed.
    if let body { Unmanaged<ThreadBody>.fromOpaque(body).takeRetainedValue().run() }
    return nil
}
