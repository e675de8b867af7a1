import Essentials

/// Reads `Action` or `NotAction`.
struct ActionParser {
    let kind: PolicyKind

    func parse(_ object: JSON.Object) throws(PolicyError) -> ActionElement {
        let isNegated = object["NotAction"] != nil
        let name = isNegated ? "NotAction" : "Action"
        guard let value = object[name] else { throw .missingActions(kind) }
        guard !isNegated || object["Action"] == nil else { throw .syntax(element: name) }
        let actions = try value.requireStrings(name)
        guard !actions.isEmpty else { throw .missingActions(kind) }
        for action in actions { try check(action) }
        return ActionElement(isNegated: isNegated, patterns: actions)
    }

    private func check(_ action: String) throws(PolicyError) {
        let parts = action.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        if kind == .trust, parts[0].map(\.asciiLowercased) != Array("sts".utf8) { throw .onlyAssumeRoleActions }
        if action == "*" { return }
        guard parts.count == 2 else { throw .actionWithoutVendor }
        guard !parts[0].isEmpty, parts[0].allSatisfy({ $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }) else {
            throw .invalidVendor(String(decoding: parts[0], as: UTF8.self))
        }
        guard !parts[1].isEmpty, action.utf8.count <= 256,
            parts[1].allSatisfy({ $0.isASCIIAlphanumeric || "*?-_.".utf8.contains($0) })
        else { throw .syntax(element: "Action") }
    }
}
