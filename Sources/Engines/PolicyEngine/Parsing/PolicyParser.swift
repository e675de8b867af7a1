import Essentials

/// Reads a whole document into statements, by the grammar of its kind.
struct PolicyParser {
    struct Document {
        var version: PolicyVersion
        var id: String?
        var statements: [Statement]
    }

    let kind: PolicyKind
    let limits: PolicyLimits

    func parse(_ bytes: [UInt8]) throws(PolicyError) -> Document {
        guard bytes.count <= limits.maximumBytes else { throw .tooLarge(maximum: limits.maximumBytes) }
        let document = try tree(bytes)
        for name in document.names where !["Version", "Id", "Statement"].contains(name) {
            throw .syntax(element: name)
        }
        let version = try version(document["Version"])
        let id = try document["Id"].map { value throws(PolicyError) in try value.requireString("Id") }
        return Document(version: version, id: id, statements: try statements(document["Statement"], version))
    }

    private func tree(_ bytes: [UInt8]) throws(PolicyError) -> JSON.Object {
        let tree: JSON
        do { tree = try JSON(parsing: bytes, maximumDepth: limits.maximumDepth) } catch { throw .invalidJSON(error) }
        guard let object = tree.object else { throw .syntax(element: "Policy") }
        return object
    }

    private func version(_ value: JSON?) throws(PolicyError) -> PolicyVersion {
        let text = try value?.requireString("Version") ?? PolicyVersion.v2008.rawValue
        guard let version = PolicyVersion(rawValue: text) else { throw .syntax(element: "Version") }
        let minimum = kind == .resourceControl ? .v2012 : limits.minimumVersion
        guard version >= minimum else { throw .oldVersion }
        return version
    }

    private func statements(_ value: JSON?, _ version: PolicyVersion) throws(PolicyError) -> [Statement] {
        let elements: [JSON]
        switch value {
        case .array(let array): elements = array
        case .object(let object): elements = [.object(object)]
        default: throw .syntax(element: "Statement")
        }
        guard !elements.isEmpty else { throw .syntax(element: "Statement") }
        var statements: [Statement] = []
        var sids: Set<String> = []
        for (index, element) in elements.enumerated() {
            guard let object = element.object else { throw .syntax(element: "Statement") }
            let parser = StatementParser(kind: kind, values: PatternParser(version: version, limits: limits))
            let statement = try parser.parse(object, index: index)
            if kind != .resource, let sid = statement.sid, !sid.isEmpty, !sids.insert(sid).inserted {
                throw .duplicateSid
            }
            statements.append(statement)
        }
        return statements
    }
}
