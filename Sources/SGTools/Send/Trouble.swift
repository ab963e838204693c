internal import SGDevices
internal import SGSystem

/// What has gone wrong with a device, while the port is all right.
struct Trouble {
    let status: ExitStatus
    let message: String

    private init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// Says why a request has not had its reply; `nil` when it has, or needs none.
    init?(_ outcome: Outcome, _ request: Request, _ order: Order) {
        let times = request.attempts == 1 ? "" : " (\(request.attempts) attempts)"
        switch outcome {
        case .sent, .reply:
            return nil
        case .noReply:
            self.init(
                .tryAgain,
                "no reply from \(order.recipient) within \(request.timeout.secondsText) s\(times)"
            )
        case .damaged:
            self.init(
                .refused,
                "the reply from \(order.recipient) is damaged\(times): "
                    + "expected a frame with the right checksum")
        case .refusal(let heard):
            var answer = "a refusal"
            if case .frame(_, let message, _) = heard.content { answer = "'\(message.name)'" }
            self.init(.refused, "\(order.recipient) answers \(answer), expected a reply")
        }
    }

    /// A page that the device sends by itself has not come.
    static func noPage(_ page: Message, _ device: DeviceType, _ wait: Duration) -> Trouble {
        Trouble(.tryAgain, "no '\(page.name)' from '\(device.name)' within \(wait.secondsText) s")
    }

    /// The device shows another value than it was sent.
    static func notSet(_ difference: FieldDifference) -> Trouble {
        Trouble(
            .refused,
            "\(difference.name): found \(difference.found) in the device, "
                + "expected \(difference.wanted)")
    }
}

extension Order {
    /// Who gets it, for messages: the device type, and the address where it is not the usual one.
    fileprivate var recipient: String {
        guard let target else { return "the device" }
        let name = "'\(target.device.name)'"
        guard let address, address != target.device.address?.standard else { return name }
        return "\(name) at address \(address)"
    }
}
