internal import SGDevices
internal import SGRecords

/// Judging devices.
extension Runner {
    /// Recalls where devices were heard that may be at any address.
    func recallAddresses(_ state: RunState) {
        for (place, device) in configuration.devices.enumerated() where addresses[place] == nil {
            addresses[place] = state.devices[device.name]?.addresses
        }
    }

    private func keepAddresses(in state: inout RunState) {
        for (place, addresses) in addresses where !addresses.isEmpty {
            state.devices[configuration.devices[place].name, default: .init()].addresses = addresses
        }
    }

    /// Judges which devices have answered.
    ///
    /// - Parameter isWhole: Whether all actions were performed, so that silence means something.
    func conclude(_ state: inout RunState, isWhole: Bool) {
        noticeUnhandled()
        dropFailedLines()
        if isWhole { for place in lines.all.indices { tellIfLate(place) } }
        state.isGapOpen = cycle.isSystemBack && !(isWhole && hasClosedGap)
        keepAddresses(in: &state)
        for (place, device) in configuration.devices.enumerated() where !device.isEmulated {
            if let time = cycle.heard[place] {
                if state.devices[device.name, default: .init()].heard(at: time) {
                    note(event: "online", of: place)
                }
            } else if isWhole, cycle.expected.contains(place) || !isOpen(device.line) {
                conclude(silenceOf: place, &state)
            }
        }
        cycle.heard = [:]
    }

    /// Whether everything was done that is done when the system is back online: a device that was
    /// asked for what was missed has answered, and all files were written.
    private var hasClosedGap: Bool {
        let isWritten =
            !files.areWaiting
            && !troubles.contains { $0.kind == .creation || $0.kind == .writing }
        return isWritten
            && configuration.actions.allSatisfy { action in
                guard action.condition == .systemBackOnline, let place = action.device,
                    !configuration.devices[place].isEmulated
                else { return true }
                return cycle.heard[place] != nil && !cycle.told.contains(place)
            }
    }

    /// A device has answered, whether or not an action handles what it has sent.
    private func noticeUnhandled() {
        for (line, heard) in takeHeard(isLast: true) {
            for heard in heard {
                guard case .frame(let frame) = heard.content,
                    let place = sender(of: frame, on: line)
                else { continue }
                cycle.heard[place] = heard.time ?? surroundings.clock()
            }
        }
    }

    private func conclude(silenceOf place: Int, _ state: inout RunState) {
        let name = configuration.devices[place].name
        if isOpen(configuration.devices[place].line) {
            if !cycle.told.contains(place) { note(.noAnswer, "\(name): no message has come") }
            note(event: "no_reply", of: place)
        }
        if state.devices[name, default: .init()].missed() { note(event: "offline", of: place) }
    }
}
