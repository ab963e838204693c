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
    init?(_ outcome: Outcome, _ request: Request, to recipient: String) {
        let times = request.attempts == 1 ? "" : " (\(request.attempts) attempts)"
        switch outcome {
        case .sent, .reply:
            return nil
        case .noReply:
            self.init(
                .tryAgain,
                "no reply from \(recipient) within \(request.timeout.secondsText) s\(times)")
        case .damaged:
            self.init(
                .refused,
                "the reply from \(recipient) is damaged\(times): "
                    + "expected a frame with the right checksum")
        case .refusal(let refusal):
            self.init(.refused, "\(recipient) refuses: \(refusal.reason)")
        }
    }

    private init(_ inquiry: Inquiry, didNotGet page: Message) {
        let wait = inquiry.timeout ?? inquiry.device.timing.reply
        self.init(
            .tryAgain,
            "no '\(page.name)' from '\(inquiry.device.name)' within \(wait.secondsText) s")
    }

    /// Says why an inquiry has not done what it was to do, but for troubles with a request, which
    /// were reported when they came up; empty when it has.
    static func all(of inquiry: Inquiry, endingIn result: Inquiry.Result) -> [Trouble] {
        switch result {
        case .done, .unencodable:
            return []
        case .noPage(let page, let outcome):
            guard inquiry.message.shownPageQuery == nil, case .noReply = outcome else { return [] }
            return [Trouble(inquiry, didNotGet: page)]
        case .suspect(let fields):
            let values = fields.map { "\($0.name) (\($0.value))" }.joined(separator: ", ")
            return [
                Trouble(
                    .refused,
                    "nothing was sent: suspect in the page to start from: \(values)\n"
                        + "  hint: read the page again, or give the values, such as "
                        + "\(fields[0].name)=VALUE")
            ]
        case .unsteady(let names):
            return [
                Trouble(
                    .refused,
                    "nothing was sent: the page to start from differed each time that it was read, "
                        + "in \(names.joined(separator: ", "))\n"
                        + "  hint: check the cable, or give the values, such as \(names[0])=VALUE")
            ]
        case .different(let differences):
            return differences.map {
                Trouble(
                    .refused,
                    "\($0.name): found \($0.found) in the device, expected \($0.wanted)")
            }
        }
    }
}

extension Order {
    /// Who gets it, for messages: the device type, and the address where it is not the usual one.
    var recipient: String {
        guard let target else { return "the device" }
        let name = "'\(target.device.name)'"
        guard let address, address != target.device.address?.standard else { return name }
        return "\(name) at address \(address)"
    }
}
