internal import SGDevices

/// What completes `FIELD=` and, behind that, the value where there are few.
///
/// - Parameters:
///   - typed: What has been typed of it.
///   - fields: The fields that may be given.
func completableAssignments(_ typed: String, to fields: [Field]) -> [String] {
    guard let name = typed.split(separator: "=", omittingEmptySubsequences: false).first,
        name.endIndex < typed.endIndex
    else { return fields.map { candidate("\($0.name)=", meaning(of: $0)) } }
    guard let field = fields.first(where: { $0.name == name }) else { return [] }
    return values(of: field).map { candidate("\(name)=\($0)", "") }
}

/// What completes a list of fields that is separated by commas.
///
/// - Parameters:
///   - typed: What has been typed of it.
///   - fields: The fields that may be listed.
func completableList(_ typed: String, of fields: [Field]) -> [String] {
    let comma = typed.lastIndex(of: ",").map(typed.index(after:)) ?? typed.startIndex
    let (begun, last) = (typed[..<comma], typed[comma...])
    let listed = begun.split(separator: ",")
    let left = fields.filter { field in !listed.contains { $0 == field.name } }
    let fitting = Set(left.map(\.name).filter { $0.hasPrefix(last) })
    return left.flatMap { field in
        let one = candidate(begun + field.name, meaning(of: field))
        // The only one that fits may be the last or not: a shell puts no space behind it then.
        return fitting == [field.name] ? [one, candidate(begun + field.name + ",", "")] : [one]
    }
}

private func meaning(of field: Field) -> String {
    properties(of: field).filter { !$0.isEmpty }.joined(separator: ", ")
}

/// The values that a field can have, or the one that it usually has; empty when neither is known.
private func values(of field: Field) -> [String] {
    if !field.choices.isEmpty { return field.choices.map(\.value.description) }
    if field.kind == .bool { return ["true", "false"] }
    return field.standard.map { [$0.description] } ?? []
}
