/// The fields that rules ask about, as a tree of names, so that the rest of an event is passed over.
struct PathTree: Sendable {
    /// Names by the node that they are under.
    private var names = ByteTable()
    /// The node that each name leads to.
    private var children: [Int32] = []
    /// The field of each node; -1 where no rule asks about the node itself.
    private(set) var fields: [Int32] = [-1]

    static let root: Int32 = 0

    /// The field at the end of a path: the one it has, or `next`, which it then has.
    mutating func field(at path: [[UInt8]], next: Int) -> Int {
        let node = Int(path.reduce(Self.root) { child(of: $0, named: $1) })
        if fields[node] < 0 { fields[node] = Int32(next) }
        return Int(fields[node])
    }

    private mutating func child(of parent: Int32, named name: [UInt8]) -> Int32 {
        let number = names.insert(name, scope: parent)
        if number < children.count { return children[number] }
        let node = Int32(fields.count)
        fields.append(-1)
        children.append(node)
        return node
    }

    /// The child of a node; -1 where rules name none, or the node is -1 itself.
    @inline(__always)
    func child(of parent: Int32, named name: UnsafeBufferPointer<UInt8>) -> Int32 {
        guard parent >= 0,
            let number = names.find(name, hash: ByteTable.hash(name, scope: parent), scope: parent)
        else { return -1 }
        return children[number]
    }
}
