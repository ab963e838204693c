import Testing

/// A query, what an emulated device is told to show, and what comes back.
struct EmulatedQuery: Sendable, CustomTestStringConvertible {
    let device: String
    let message: [String]
    var shown: String?
    let expected: String

    var testDescription: String { "\(device) \(message.joined(separator: " "))" }

    /// The arguments of `sg-emulate`.
    var emulation: [String] { ["-d", device] + (shown.map { ["--values", $0] } ?? []) }

    /// A number for each of thirty days.
    private static let days = (1...30).map(String.init).joined(separator: ",")

    /// Every query of every type.
    static let all = [
        EmulatedQuery(
            device: "sungrow_charge_controller", message: ["status_query"],
            shown: "load_current=9.7", expected: #""load_current":9.7,"#),
        EmulatedQuery(
            device: "sungrow_charge_controller", message: ["history_query"],
            shown: "daily_total_solar_charge_production=\(days)",
            expected: #""daily_total_solar_charge_production":[\#(days)],"#),
        EmulatedQuery(
            device: "sungrow_charge_controller", message: ["configuration_query"],
            shown: "float_voltage=54.3", expected: #""float_voltage":54.3,"#),
        EmulatedQuery(
            device: "sungrow_inverter", message: ["status_query"], shown: "DC_voltage=47",
            expected: #""DC_voltage":47,"#),
        EmulatedQuery(
            device: "victron_vedirect", message: ["ping"], expected: #"{"data":"0843"}"#),
        EmulatedQuery(
            device: "victron_vedirect", message: ["get_app_version"],
            expected: #"{"data":"0843"}"#),
        EmulatedQuery(
            device: "victron_vedirect", message: ["get_product_id"],
            expected: #"{"data":"0302"}"#),
        EmulatedQuery(
            device: "victron_vedirect", message: ["get_register", "register=0x0fff"],
            shown: "state_of_charge=67.5", expected: #""state_of_charge":67.50}"#),
    ]
}
