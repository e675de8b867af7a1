/// The place of a shape in its service's table.
struct ShapeID: Sendable, Hashable {
    let index: Int32
}
