/// An element of an XML body with all that is in it.
struct XMLElement: Sendable, Equatable {
    struct Attribute: Sendable, Equatable {
        /// Without a namespace's prefix.
        let name: String
        let value: String
    }

    /// Without a namespace's prefix.
    let name: String
    /// Without declarations of namespaces.
    let attributes: [Attribute]
    var children: [XMLElement] = []
    /// The character data directly below it, put together.
    var text = ""

    func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
}

/// Why a body is no XML that is taken here, and at which byte.
struct XMLFault: Error, Sendable, Equatable {
    enum Reason: Sendable, Equatable {
        case malformed, tooDeep, tooLarge
        /// A document type declaration, which is where entities and what they blow up to come from.
        case documentType
        /// Not UTF-8.
        case encoding
    }

    let reason: Reason
    let offset: Int
}
