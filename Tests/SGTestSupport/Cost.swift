internal import Glibc

/// How much more processor time work takes when there is eight times as much of it: 8 where the time
/// grows in step, 64 where it grows with the square.
///
/// Other processes do not count, and of several attempts the fastest does.
///
/// - Parameters:
///   - count: How much work there is the first time; as much as takes some milliseconds.
///   - work: Does so much work.
package func growth(from count: Int, _ work: (Int) throws -> Void) rethrows -> Double {
    let small = try processorTime { try work(count) }
    let large = try processorTime { try work(8 * count) }
    return large / small
}

/// The least that a ``growth(from:_:)`` can be of work that grows with the square.
package let quadraticGrowth = 24.0

private func processorTime(_ work: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<3 {
        let start = now()
        try work()
        best = min(best, now() - start)
    }
    return best
}

private func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
