internal import ArgumentParser
internal import SGDevices

/// The options that say what goes wrong on the way from an emulated device.
struct FaultOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("How often a frame gets lost, from 0 to 1.", valueName: "p"),
        transform: Probability.read)
    var drop = Probability.never

    @Option(
        help: ArgumentHelp("How often a bit of a frame is flipped.", valueName: "p"),
        transform: Probability.read)
    var corrupt = Probability.never

    @Option(
        help: ArgumentHelp("How often a frame is cut short.", valueName: "p"),
        transform: Probability.read)
    var truncate = Probability.never

    @Option(
        help: ArgumentHelp("How often stray bytes surround a frame.", valueName: "p"),
        transform: Probability.read)
    var noise = Probability.never

    @Option(
        help: ArgumentHelp("How late frames are.", valueName: "seconds"),
        transform: Seconds.read)
    var delay: Seconds?

    @Option(
        help: ArgumentHelp(
            "How often a frame is late by the delay; always unless given.", valueName: "p"),
        transform: Probability.read)
    var delayProbability = Probability.always

    /// Creates options to be filled by the parser.
    init() {}

    /// The faults that these options describe.
    func faults(seed: UInt64) -> Faults {
        var probabilities = Faults.Probabilities()
        probabilities.drop = drop.value
        probabilities.corrupt = corrupt.value
        probabilities.truncate = truncate.value
        probabilities.noise = noise.value
        probabilities.delay = delayProbability.value
        return Faults(probabilities, delay: delay?.duration ?? .zero, seed: seed)
    }
}

/// How often something happens: from 0, never, to 1, always.
struct Probability: OptionValue, Sendable {
    static let expected = "a number from 0 to 1"

    /// The probability.
    let value: Double

    /// It does not happen.
    static let never = Probability(value: 0)
    /// It happens each time.
    static let always = Probability(value: 1)

    private init(value: Double) {
        self.value = value
    }

    /// Reads a number from 0 to 1, such as `0.01`; `nil` for any other text.
    init?(argument: String) {
        guard let value = Double(argument), (0...1).contains(value) else { return nil }
        self.value = value
    }
}
