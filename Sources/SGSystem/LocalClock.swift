internal import Glibc
package import SGRecords

/// Tells what a clock in this machine's time zone showed at any moment.
///
/// The time zone is that of the environment variable `TZ`, or of the system. No zone changes its
/// offset but at a full quarter of an hour, so that the system is asked once for each.
package struct LocalClock: Sendable {
    private var quarter: Int64?
    private var offset = 0

    /// Creates a clock.
    package init() {}

    /// What the clock showed.
    package mutating func show(_ time: Timestamp) -> CivilTime {
        let seconds = time.milliseconds / 1000 - (time.milliseconds % 1000 < 0 ? 1 : 0)
        let quarter = seconds / 900 - (seconds % 900 < 0 ? 1 : 0)
        if quarter != self.quarter {
            self.quarter = quarter
            offset = systemOffset(at: seconds)
        }
        return CivilTime(time, offset: offset)
    }

    /// The seconds that local time is ahead of UTC.
    ///
    /// The corresponding C function is `localtime_r`.
    private func systemOffset(at seconds: Int64) -> Int {
        var time = time_t(seconds)
        var parts = tm()
        return localtime_r(&time, &parts) == nil ? 0 : parts.tm_gmtoff
    }
}
