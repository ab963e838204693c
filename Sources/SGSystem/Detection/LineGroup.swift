public import SGDevices
public import SGPorts

/// Device types that need the same settings of a line, to be looked for at the same time.
public struct LineGroup: Sendable {
    /// The settings.
    public let settings: LineSettings
    /// The device types.
    public private(set) var devices: [DeviceType]

    /// Groups device types; those that are found or ruled out soonest come first.
    ///
    /// - Parameters:
    ///   - devices: The device types.
    ///   - settings: The settings that one of them needs.
    public static func groups(
        of devices: [DeviceType], settings: (DeviceType) -> LineSettings
    ) -> [LineGroup] {
        var groups: [LineGroup] = []
        for device in devices {
            let settings = settings(device)
            if let index = groups.firstIndex(where: { $0.settings == settings }) {
                groups[index].devices.append(device)
            } else {
                groups.append(LineGroup(settings: settings, devices: [device]))
            }
        }
        return groups.sorted { $0.longestSearch < $1.longestSearch }
    }

    /// How long it takes at most to find out that none of the types is there.
    private var longestSearch: Duration {
        let asking = devices.reduce(.zero) { $0 + $1.timing.reply * $1.harmlessQueries.count }
        return max(asking, devices.compactMap(\.longestSilence).max() ?? .zero)
    }
}

extension DeviceType {
    /// The queries that change nothing, were tried on a real device and have a documented reply.
    var harmlessQueries: [Message] {
        messages.filter { message in
            !message.writes && !message.isUntested && message.reply != nil
                && (try? message.encode([])) != nil
        }
    }

    /// How long nothing may be heard of a device that sends by itself; `nil` when it only answers.
    var longestSilence: Duration? {
        let sendsByItself = pages.contains { queries(of: $0).isEmpty }
        // The first page may have begun before anybody listened.
        return sendsByItself ? timing.reply * 2 : nil
    }
}
