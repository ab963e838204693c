/// Pairs that one mapping takes over from others.
extension YAMLNode {
    /// The node with what its merge keys `<<` stand for, also inside of it: the pairs of a mapping
    /// or of a list of mappings, unless the key is there already.
    ///
    /// Source: YAML 1.1, "Merge Key Language-Independent Type".
    package var mergingKeys: YAMLNode {
        switch content {
        case .scalar:
            return self
        case .sequence(let elements):
            return YAMLNode(content: .sequence(elements.map(\.mergingKeys)), mark: mark)
        case .mapping(let entries):
            let own = entries.filter { $0.mergedMappings == nil }
            let merged = entries.flatMap { $0.mergedMappings ?? [] }.flatMap { mapping in
                mapping.mergingKeys.entries ?? []
            }
            var keys = Set(own.map(\.key.text))
            let pairs =
                own.map { YAMLEntry(key: $0.key, value: $0.value.mergingKeys) }
                + merged.filter { keys.insert($0.key.text).inserted }
            return YAMLNode(content: .mapping(pairs), mark: mark)
        }
    }
}

extension YAMLEntry {
    /// What a merge key takes over; `nil` for any other key, and for what is no mapping.
    fileprivate var mergedMappings: [YAMLNode]? {
        guard key.plainText == "<<" else { return nil }
        let mappings = value.elements ?? [value]
        return mappings.allSatisfy { $0.entries != nil } ? mappings : nil
    }
}
