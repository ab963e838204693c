/// What plain scalars meant before YAML 1.2.
extension YAMLNode {
    /// The Boolean that a plain scalar means to PyYAML: besides `true` and `false` also `yes`, `no`,
    /// `on` and `off`, in small letters, capitals, or with a capital first; `nil` for anything else.
    ///
    /// Source: YAML 1.1, "Boolean Language-Independent Type"; PyYAML leaves out `y` and `n`.
    package var booleanOfYAML11: Bool? {
        switch plainText {
        case "yes", "Yes", "YES", "on", "On", "ON": true
        case "no", "No", "NO", "off", "Off", "OFF": false
        default: boolean
        }
    }
}
