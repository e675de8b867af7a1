import Essentials

extension KeyPolicy {
    /// The accounts, users, roles and sessions that a document names, in the order of the document.
    static func principals(in document: String) -> [String] {
        guard let policy = try? JSON(parsing: document) else { return [] }
        return policy["Statement"].elements.flatMap { statement in
            (statement["Principal"].elements + statement["NotPrincipal"].elements).flatMap { principal in
                principal["AWS"].elements.compactMap(\.string)
            }
        }
        .filter { $0 != "*" }
    }
}

extension JSON? {
    /// The elements of an array, or a lone value as an array of one: policies may write either.
    fileprivate var elements: [JSON] {
        guard let self else { return [] }
        return self.array ?? [self]
    }
}
