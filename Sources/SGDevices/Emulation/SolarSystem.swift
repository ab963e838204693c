/// Panels, a charge controller, a battery and a load, from one minute to the next.
struct SolarSystem {
    /// The battery's capacity, in mA·min: 400 Ah.
    static let capacity: Int64 = 400_000 * 60
    /// What the panels give in full sun, in mW.
    private static let peakPower: Int64 = 2_600_000
    /// The voltages that are held during absorption and float, in mV.
    private static let absorptionVoltage: Int64 = 57_600
    private static let floatVoltage: Int64 = 54_000
    /// Below this current, in mA, a battery counts as full.
    private static let fullCurrent: Int64 = 8000
    /// Ten days: monitors show no more.
    private static let mostMinutesToGo: Int64 = 14_400

    /// What is in the battery, in mA·min.
    private(set) var charge = capacity / 5 * 4
    private(set) var stage = ChargeStage.night
    private(set) var batteryVoltage: Int64 = 50_000
    /// The charge controller's output and the load, in mA.
    private(set) var chargeCurrent: Int64 = 0
    private(set) var loadCurrent: Int64 = 0
    private var solarVoltage: Int64 = 0

    /// Lives through one minute.
    ///
    /// - Parameters:
    ///   - light: How bright it is, in thousandths of full sun.
    ///   - load: What the load draws, in mW.
    ///   - noise: A number from 0 to 1000 that makes the panels' voltage waver.
    mutating func pass(light: Int64, load: Int64, noise: Int64) {
        let isExhausted = charge < SolarSystem.capacity / 5
        loadCurrent = isExhausted ? 0 : load * 1000 / batteryVoltage
        // A battery takes less the fuller it is: 1.25 A for each Ah that is missing.
        let acceptance = (SolarSystem.capacity - charge) / 48
        let available = light * SolarSystem.peakPower / batteryVoltage
        let isLimited = available >= loadCurrent + acceptance
        chargeCurrent = isLimited ? loadCurrent + acceptance : available
        changeStage(isDark: light < 2, isLimited: isLimited, acceptance: acceptance)
        batteryVoltage = voltage(isLimited: isLimited, acceptance: acceptance)
        solarVoltage = light < 2 ? 0 : 96_000 - 12 * light + 2 * noise
        charge += batteryCurrent
    }

    /// The current into the battery, in mA.
    var batteryCurrent: Int64 { chargeCurrent - loadCurrent }

    /// What the panels give, in mW.
    var solarPower: Int64 { chargeCurrent * batteryVoltage / 1000 }

    /// What the load draws, in mW.
    var loadPower: Int64 { loadCurrent * batteryVoltage / 1000 }

    /// The state of charge, in thousandths of a per cent.
    var stateOfCharge: Int64 { charge * 100_000 / SolarSystem.capacity }

    private mutating func changeStage(isDark: Bool, isLimited: Bool, acceptance: Int64) {
        if isDark {
            stage = .night
        } else if isLimited {
            let isFull = acceptance < SolarSystem.fullCurrent || stage == .float
            stage = isFull ? .float : .absorption
        } else if stage != .float || acceptance > 4 * SolarSystem.fullCurrent {
            stage = .bulk
        }
    }

    private func voltage(isLimited: Bool, acceptance: Int64) -> Int64 {
        let held = stage == .float ? SolarSystem.floatVoltage : SolarSystem.absorptionVoltage
        if isLimited { return held }
        let atRest = 46_000 + 6000 * charge / SolarSystem.capacity
        guard batteryCurrent > 0 else { return atRest + batteryCurrent / 50 }
        return atRest + (held - atRest) * batteryCurrent / acceptance
    }

    /// A quantity in thousandths of its unit; `nil` for one that is not measured here.
    func thousandths(of quantity: SunQuantity) -> Int64? {
        switch quantity {
        case .batteryVoltage: batteryVoltage
        case .batteryCurrent: batteryCurrent
        case .batteryPower: batteryCurrent * batteryVoltage / 1000
        case .stateOfCharge: stateOfCharge
        case .timeToGo:
            batteryCurrent < 0
                ? min(charge / -batteryCurrent, SolarSystem.mostMinutesToGo) * 1000 : nil
        case .solarVoltage: solarVoltage
        case .solarCurrent: solarVoltage == 0 ? 0 : solarPower * 1000 / solarVoltage
        case .solarPower: solarPower
        case .chargeCurrent: chargeCurrent
        case .loadCurrent: loadCurrent
        case .loadPower: loadPower
        // An inverter loses a tenth.
        case .powerAC: loadPower * 9 / 10
        default: nil
        }
    }
}

/// What flowed in a day, and its extremes.
struct DayTotals {
    /// In mA·min.
    private(set) var solarCharge: Int64 = 0
    private(set) var loadCharge: Int64 = 0
    /// In mW·min.
    private(set) var solarEnergy: Int64 = 0
    private(set) var loadEnergy: Int64 = 0

    private var solarPowerMaximum: Int64 = 0
    private var voltageMaximum = Int64.min
    private var voltageMinimum = Int64.max
    private var stateOfChargeMinimum = Int64.max

    /// Adds a minute.
    mutating func add(_ system: SolarSystem) {
        solarCharge += system.chargeCurrent
        loadCharge += system.loadCurrent
        solarEnergy += system.solarPower
        loadEnergy += system.loadPower
        solarPowerMaximum = max(solarPowerMaximum, system.solarPower)
        voltageMaximum = max(voltageMaximum, system.batteryVoltage)
        voltageMinimum = min(voltageMinimum, system.batteryVoltage)
        stateOfChargeMinimum = min(stateOfChargeMinimum, system.stateOfCharge)
    }

    /// A quantity of the day in thousandths of its unit; `nil` for one that is not daily.
    func thousandths(of quantity: SunQuantity) -> Int64? {
        switch quantity {
        case .dailySolarCharge: solarCharge / 60
        case .dailySolarEnergy: solarEnergy / 60_000
        case .dailySolarPowerMaximum: solarPowerMaximum
        case .dailyLoadCharge: loadCharge / 60
        case .dailyLoadEnergy: loadEnergy / 60_000
        case .dailyBatteryVoltageMaximum: voltageMaximum
        case .dailyBatteryVoltageMinimum: voltageMinimum
        case .dailyStateOfChargeMinimum: stateOfChargeMinimum
        default: nil
        }
    }
}
