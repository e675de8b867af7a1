/// The public model of one service: every operation and shape, for routing, decoding, validation and encoding.
///
/// Loaded from the built-in schema at first use and kept; a service that is never called costs nothing.
public final class ServiceModel: Sendable {
    public let id: ServiceID
    public let metadata: ServiceMetadata
    /// By name.
    public let operations: [String: OperationModel]
    let shapes: [Shape]
    /// Whether anything in or below a shape is constrained, by place.
    let isConstrained: [Bool]
    /// Error shapes by their code on the wire.
    let errorShapes: [String: ShapeID]
    let router: URIRouter?

    init(
        id: ServiceID, metadata: ServiceMetadata, operations: [String: OperationModel], shapes: [Shape]
    ) {
        self.id = id
        self.metadata = metadata
        self.operations = operations
        self.shapes = shapes
        isConstrained = Self.constrained(shapes)
        errorShapes = Self.errorShapes(shapes, usesCodes: metadata.wire.isXML)
        let isREST = metadata.wire == .restJson || metadata.wire == .restXml
        router = isREST ? URIRouter(operations.values, shapes) : nil
    }

    func shape(_ id: ShapeID) -> Shape { shapes[Int(id.index)] }

    private static func errorShapes(_ shapes: [Shape], usesCodes: Bool) -> [String: ShapeID] {
        var table: [String: ShapeID] = [:]
        for (index, shape) in shapes.enumerated() where shape.flags.contains(.exception) {
            let code = usesCodes ? shape.error?.code : nil
            table[code ?? shape.name] = ShapeID(index: Int32(index))
        }
        return table
    }

    /// A container is constrained when its parts are, so the marks spread until nothing changes.
    private static func constrained(_ shapes: [Shape]) -> [Bool] {
        var marks = shapes.map { shape in
            shape.constraints != nil || shape.members.contains(where: \.isRequired) || shape.kind == .list
                || shape.kind == .map
        }
        var changed = true
        while changed {
            changed = false
            for (index, shape) in shapes.enumerated() where !marks[index] {
                if shape.members.contains(where: { marks[Int($0.shape.index)] }) {
                    marks[index] = true
                    changed = true
                }
            }
        }
        return marks
    }
}
