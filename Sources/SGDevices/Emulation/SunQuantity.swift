/// What the model of a day in the sun tells, under its name in a definition.
enum SunQuantity: String, CaseIterable {
    // Now.
    case batteryVoltage = "battery_voltage"
    case batteryCurrent = "battery_current"
    case batteryPower = "battery_power"
    case batteryTemperature = "battery_temperature"
    case stateOfCharge = "state_of_charge"
    case consumedCharge = "consumed_charge"
    case timeToGo = "time_to_go"
    case solarVoltage = "solar_voltage"
    case solarCurrent = "solar_current"
    case solarPower = "solar_power"
    case chargeCurrent = "charge_current"
    case loadCurrent = "load_current"
    case loadPower = "load_power"
    case voltageAC = "AC_voltage"
    case currentAC = "AC_current"
    case powerAC = "AC_power"

    // Today, or one value a day.
    case dailySolarCharge = "daily_solar_charge"
    case dailySolarEnergy = "daily_solar_energy"
    case dailySolarPowerMaximum = "daily_solar_power_maximum"
    case dailyLoadCharge = "daily_load_charge"
    case dailyLoadEnergy = "daily_load_energy"
    case dailyBatteryVoltageMaximum = "daily_battery_voltage_maximum"
    case dailyBatteryVoltageMinimum = "daily_battery_voltage_minimum"
    case dailyStateOfChargeMinimum = "daily_state_of_charge_minimum"

    // Since the beginning.
    case totalSolarCharge = "total_solar_charge"
    case totalSolarEnergy = "total_solar_energy"
    case totalLoadCharge = "total_load_charge"
    case totalLoadEnergy = "total_load_energy"
    case totalStoredCharge = "total_stored_charge"

    /// The unit of its numbers.
    var unit: String {
        switch self {
        case .batteryVoltage, .solarVoltage, .voltageAC, .dailyBatteryVoltageMaximum,
            .dailyBatteryVoltageMinimum:
            "V"
        case .batteryCurrent, .solarCurrent, .chargeCurrent, .loadCurrent, .currentAC: "A"
        case .batteryPower, .solarPower, .loadPower, .powerAC, .dailySolarPowerMaximum: "W"
        case .consumedCharge, .dailySolarCharge, .dailyLoadCharge, .totalSolarCharge,
            .totalLoadCharge, .totalStoredCharge:
            "Ah"
        case .dailySolarEnergy, .dailyLoadEnergy, .totalSolarEnergy, .totalLoadEnergy: "kWh"
        case .stateOfCharge, .dailyStateOfChargeMinimum: "%"
        case .batteryTemperature: "degree_C"
        case .timeToGo: "min"
        }
    }
}

/// What a charge controller does with its battery, under its name in a definition.
enum ChargeStage: String, CaseIterable {
    /// There is no sun.
    case night
    /// All current there is goes into the battery.
    case bulk
    /// The battery's voltage is held, and its current falls.
    case absorption
    /// The battery is full, and its voltage is held lower.
    case float
}
