internal import SGRecords

/// Judging devices.
extension Runner {
    /// Judges which devices have answered.
    ///
    /// - Parameter isWhole: Whether all actions were performed, so that silence means something.
    func conclude(_ state: inout RunState, isWhole: Bool) {
        noticeUnhandled()
        for (place, device) in configuration.devices.enumerated() where !device.isEmulated {
            if let time = cycle.heard[place] {
                if state.devices[device.name, default: .init()].heard(at: time) {
                    note(event: "online", of: place)
                }
            } else if isWhole, cycle.expected.contains(place) || lines.all[device.line] == nil {
                conclude(silenceOf: place, &state)
            }
        }
    }

    /// A device has answered, whether or not an action handles what it has sent.
    private func noticeUnhandled() {
        for (line, host) in lines.hosts {
            for heard in host.takeHeard() {
                guard let place = sender(of: heard, on: line) else { continue }
                cycle.heard[place] = heard.time ?? surroundings.clock()
            }
        }
    }

    private func conclude(silenceOf place: Int, _ state: inout RunState) {
        let name = configuration.devices[place].name
        if lines.all[configuration.devices[place].line] != nil {
            if !cycle.told.contains(place) { note(.noAnswer, "\(name): no message has come") }
            note(event: "no_reply", of: place)
        }
        if state.devices[name, default: .init()].missed() { note(event: "offline", of: place) }
    }
}
