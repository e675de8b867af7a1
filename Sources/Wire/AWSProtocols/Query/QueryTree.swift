/// Query parameters by the parts of their names: `Tags.member.1.Key` is four levels deep.
///
/// Nodes stand in one array and refer to each other by number, children as a linked list.
struct QueryTree {
    private struct Node {
        let name: Substring
        var value: String?
        var firstChild: Int?
        var lastChild: Int?
        var nextSibling: Int?
    }

    private var nodes = [Node(name: "")]
    private var places: [Place: Int] = [:]
    private static let maximumDepth = 32

    private struct Place: Hashable {
        let parent: Int
        let name: Substring
    }

    static let root = 0

    init(_ parameters: [QueryParameters.Parameter]) throws(AWSError) {
        for parameter in parameters {
            let parts = parameter.name.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count <= Self.maximumDepth else { throw AWSError.malformedQueryString }
            var node = Self.root
            for part in parts { node = child(part, of: node) }
            nodes[node].value = parameter.value
        }
    }

    private mutating func child(_ name: Substring, of parent: Int) -> Int {
        let place = Place(parent: parent, name: name)
        if let known = places[place] { return known }
        let node = nodes.count
        nodes.append(Node(name: name))
        places[place] = node
        if let last = nodes[parent].lastChild {
            nodes[last].nextSibling = node
        } else {
            nodes[parent].firstChild = node
        }
        nodes[parent].lastChild = node
        return node
    }

    func value(_ node: Int) -> String? { nodes[node].value }

    func hasChildren(_ node: Int) -> Bool { nodes[node].firstChild != nil }

    func child(_ name: String, of parent: Int) -> Int? {
        places[Place(parent: parent, name: name[...])]
    }

    /// The children that are numbered, in the order of their numbers, which need not be contiguous.
    func numberedChildren(of parent: Int) throws(AWSError) -> [Int] {
        var found: [(number: Int, node: Int)] = []
        var next = nodes[parent].firstChild
        while let node = next {
            guard let number = Self.number(nodes[node].name) else {
                throw AWSError.serialization("Key must be a number: \(nodes[node].name)")
            }
            found.append((number, node))
            next = nodes[node].nextSibling
        }
        return found.sorted { $0.number < $1.number }.map(\.node)
    }

    /// At most nine digits.
    private static func number(_ text: Substring) -> Int? {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}
