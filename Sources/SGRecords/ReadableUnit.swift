/// A unit as people write it: `°C` for `degree_C`, nothing for the `1` of what only counts.
package func readable(unit: String) -> String {
    switch unit {
    case "1": ""
    case "degree_C": "°C"
    default: unit
    }
}
