import SGBytes
public import SGRecords

/// A model of days in the sun: what a small solar power system with a battery of 48 V would measure.
///
/// The current follows the sun and passing clouds, a battery of 400 Ah takes what the load leaves,
/// its voltage follows its charge and its current, and charge and energy are exact sums of what
/// flowed in each minute. The same seed gives the same days. The model has a clock of its own, which
/// its owner moves on.
///
/// Whole numbers only: mV, mA, mW, mA·min and mW·min.
public struct SunDay: Sendable {
    private let seed: UInt64
    /// The minute since 1970 that comes next.
    private var minute: Int64
    private var system = SolarSystem()
    /// What has flowed each day, today first.
    private var days: [DayTotals] = []
    private var total = DayTotals()

    /// How many days are kept.
    static let mostDays = 31

    /// Creates a model that has already lived through a month.
    ///
    /// - Parameters:
    ///   - seed: What decides about clouds and loads.
    ///   - now: What the clock on the wall shows, as if it showed UTC.
    public init(seed: UInt64, now: Timestamp) {
        self.seed = seed
        let today = Int64(now.date.daysSince1970)
        minute = (today - Int64(SunDay.mostDays) + 1) * SunDay.minutesPerDay
        advance(to: now)
    }

    private static let minutesPerDay: Int64 = 1440

    /// Moves on to what the clock on the wall shows; the past stays as it was.
    public mutating func advance(to now: Timestamp) {
        let end = (now.milliseconds - (now.milliseconds % 60_000 + 60_000) % 60_000) / 60_000
        // After a longer sleep than that, what was before does not matter any more.
        minute = max(minute, end - Int64(SunDay.mostDays) * SunDay.minutesPerDay)
        while minute <= end {
            step()
            minute += 1
        }
    }

    private mutating func step() {
        if minute % SunDay.minutesPerDay == 0 || days.isEmpty {
            days.insert(DayTotals(), at: 0)
            if days.count > SunDay.mostDays { days.removeLast() }
        }
        system.pass(light: light, load: load, noise: noise(3, every: 7))
        days[0].add(system)
        total.add(system)
    }

    // MARK: - Weather and load

    /// The minute of the day.
    private var minuteOfDay: Int64 { minute % SunDay.minutesPerDay }

    /// How bright it is in thousandths: a parabola from 6 to 18 o'clock, under clouds.
    private var light: Int64 {
        let sinceSunrise = minuteOfDay - 360
        guard 0...720 ~= sinceSunrise else { return 0 }
        let clear = 4000 * sinceSunrise * (720 - sinceSunrise) / (720 * 720)
        let cloudiness = random(0, minute / SunDay.minutesPerDay) * 7 / 10
        return clear * (1000 - cloudiness * noise(1, every: 20) / 1000) / 1000
    }

    /// What the load draws, in mW: more in the evening.
    private var load: Int64 {
        let evening: Int64 = 1080..<1380 ~= minuteOfDay ? 250_000 : 0
        return 150_000 + 300 * noise(2, every: 30) + evening
    }

    /// A random number from 0 to 1000 that changes smoothly, by straight lines `length` minutes long.
    private func noise(_ stream: UInt64, every length: Int64) -> Int64 {
        let (knot, part) = minute.quotientAndRemainder(dividingBy: length)
        let (start, end) = (random(stream, knot), random(stream, knot + 1))
        return start + (end - start) * part / length
    }

    /// The random number from 0 to 1000 that belongs to an index of a stream.
    private func random(_ stream: UInt64, _ index: Int64) -> Int64 {
        var mixed = SplitMix64(seed ^ stream << 56 ^ UInt64(bitPattern: index))
        return Int64(mixed.next() % 1001)
    }
}

extension SunDay {
    /// What the charge controller does.
    var stage: ChargeStage { system.stage }

    /// What a quantity is now, or today; `nil` when there is none.
    func value(of quantity: SunQuantity) -> ExactDecimal? {
        thousandths(of: quantity).map { ExactDecimal(mantissa: $0, places: 3) }
    }

    /// What a quantity was on each of the last days, today first; empty for one that is not daily.
    func days(of quantity: SunQuantity) -> [ExactDecimal] {
        days.compactMap { $0.thousandths(of: quantity) }.map {
            ExactDecimal(mantissa: $0, places: 3)
        }
    }

    private func thousandths(of quantity: SunQuantity) -> Int64? {
        switch quantity {
        case .consumedCharge: system.charge / 60 - SolarSystem.capacity / 60
        case .batteryTemperature: 16_000 + 9 * brightnessBefore
        case .voltageAC: 228_000 + 4 * noise(4, every: 11)
        case .currentAC: (thousandths(of: .powerAC) ?? 0) / 230
        case .totalSolarCharge: total.solarCharge / 60
        case .totalSolarEnergy: total.solarEnergy / 60_000
        case .totalLoadCharge: total.loadCharge / 60
        case .totalLoadEnergy: total.loadEnergy / 60_000
        case .totalStoredCharge: (total.solarCharge - total.loadCharge) / 60
        default: system.thousandths(of: quantity) ?? days[0].thousandths(of: quantity)
        }
    }

    /// How bright a clear sky was two hours before, in thousandths: batteries warm up slowly.
    private var brightnessBefore: Int64 {
        let sinceSunrise = minuteOfDay - 480
        guard 0...720 ~= sinceSunrise else { return 0 }
        return 4000 * sinceSunrise * (720 - sinceSunrise) / (720 * 720)
    }
}
