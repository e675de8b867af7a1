/// Checks that a structure is what an operation's model says it answers: known members of the right types that keep
/// their constraints. For tests and debug builds, so that a wrong answer never leaves.
public struct OutputChecker {
    private let model: ServiceModel
    private var faults: [String] = []

    /// What is wrong with the output; empty where nothing is.
    public static func faults(in output: Structure, of operation: OperationModel, _ model: ServiceModel) -> [String] {
        guard let shape = operation.output else {
            return output.isEmpty ? [] : ["\(operation.name) has no output"]
        }
        var checker = OutputChecker(model: model)
        checker.check(output, model.shape(shape), operation.name)
        var validator = Validator(model)
        validator.check(output, as: shape)
        return checker.faults + validator.violations.map(\.text)
    }

    private init(model: ServiceModel) { self.model = model }

    private mutating func check(_ structure: Structure, _ shape: Shape, _ path: String) {
        var seen: Set<String> = []
        for member in structure.members {
            let place = "\(path).\(member.name)"
            if !seen.insert(member.name).inserted { faults.append("\(place) occurs twice") }
            guard let index = shape.memberIndex(named: member.name) else {
                faults.append("\(place) is not in the model")
                continue
            }
            check(member.value, model.shape(shape.members[index].shape), place)
        }
        if shape.flags.contains(.union), structure.members.count != 1 {
            faults.append("\(path) is a union and has \(structure.members.count) members")
        }
    }

    private mutating func check(_ value: Document, _ shape: Shape, _ path: String) {
        switch (value, shape.kind) {
        case (.structure(let structure), .structure): check(structure, shape, path)
        case (.list(let elements), .list):
            guard let element = shape.element.map({ model.shape($0.shape) }) else { return }
            for (index, value) in elements.enumerated() { check(value, element, "\(path)[\(index)]") }
        case (.map(let pairs), .map):
            guard let element = shape.element.map({ model.shape($0.shape) }) else { return }
            for pair in pairs { check(pair.value, element, "\(path)[\(pair.key)]") }
        case (.integer(let value), .integer):
            if Int32(exactly: value) == nil { faults.append("\(path) does not fit 32 bits") }
        case (.string, .string), (.bool, .boolean), (.blob, .blob), (.timestamp, .timestamp), (.integer, .long),
            (.double, .double), (.double, .float), (.integer, .double), (.integer, .float):
            break
        case (_, .structure) where shape.flags.contains(.document): break
        default: faults.append("\(path) is not a \(shape.kind.rawValue)")
        }
    }
}
