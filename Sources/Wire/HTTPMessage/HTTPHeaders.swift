/// Header fields in the order in which they arrived. Names are lower-case; a repeated name stays repeated.
public struct HTTPHeaders: Sendable, Equatable {
    public struct Field: Sendable, Equatable {
        /// Lower-case.
        public let name: String
        /// As received, without the white space around it.
        public let value: String
    }

    public private(set) var fields: [Field]

    public init() { fields = [] }

    public init(_ pairs: [(String, String)]) {
        fields = []
        fields.reserveCapacity(pairs.count)
        for (name, value) in pairs { add(name, value) }
    }

    public mutating func reserveCapacity(_ count: Int) { fields.reserveCapacity(count) }

    public mutating func add(_ name: String, _ value: String) {
        let isLower = name.utf8.allSatisfy { !(0x41...0x5A).contains($0) }
        fields.append(Field(name: isLower ? name : name.lowercased(), value: value))
    }

    /// The first field of this lower-case name.
    public subscript(name: String) -> String? {
        for field in fields where field.name == name { return field.value }
        return nil
    }
}
