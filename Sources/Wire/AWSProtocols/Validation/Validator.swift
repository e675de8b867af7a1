/// Checks a structure against the model's constraints and words what it breaks as AWS does.
///
/// Lengths of strings are counted in UTF-16 code units, as `String.length()` of the Java that AWS runs; of blobs in
/// bytes; of lists and maps in entries. The values of sensitive shapes are never repeated in a message.
struct Validator {
    let model: ServiceModel
    private(set) var violations: [Violation] = []
    /// What a caller can make us repeat is bounded: further violations are not listed.
    static let maximumViolations = 100

    init(_ model: ServiceModel) { self.model = model }

    /// Throws one error for all violations.
    static func validate(_ structure: Structure, as shape: ShapeID, in model: ServiceModel) throws(AWSError) {
        var validator = Validator(model)
        validator.check(structure, as: shape)
        if !validator.violations.isEmpty { throw validator.violations.error }
    }

    mutating func check(_ structure: Structure, as shape: ShapeID) {
        if model.isConstrained[Int(shape.index)] { check(structure, model.shape(shape)) }
    }

    /// A member alone, whatever else its structure lacks.
    mutating func check(_ value: Document, of member: MemberModel) { check(value, model.shape(member.shape)) }

    /// Required members first, in model order; then the constraints of those that are present.
    private mutating func check(_ structure: Structure, _ shape: Shape) {
        for index in shape.members.indices where shape.members[index].isRequired {
            let name = shape.members[index].name
            if structure[name] == nil { add(.missing(at: name.firstLetterLowercased)) }
        }
        for member in structure.members {
            guard let index = shape.memberIndex(named: member.name) else { continue }
            let described = shape.members[index].shape
            guard model.isConstrained[Int(described.index)] else { continue }
            let start = violations.count
            check(member.value, model.shape(described))
            prepend(after: start) { member.name.firstLetterLowercased }
        }
    }

    private mutating func check(_ value: Document, _ shape: Shape) {
        if let constraints = shape.constraints {
            for broken in constraints.broken(by: value) { add(broken, by: value, shape, isHidden: false) }
        }
        switch value {
        case .structure(let structure): check(structure, shape)
        case .list(let elements): checkElements(elements, shape)
        case .map(let pairs):
            checkKeys(pairs, shape)
            checkValues(pairs, shape)
        default: break
        }
    }

    private mutating func add(_ constraint: String, by value: Document, _ shape: Shape, isHidden: Bool) {
        let isHidden = isHidden || shape.flags.contains(.sensitive)
        add(Violation(value: isHidden ? nil : ValueText(model: model).text(value, shape), constraint))
    }

    private mutating func add(_ violation: Violation) {
        if violations.count < Self.maximumViolations { violations.append(violation) }
    }

    private mutating func prepend(after start: Int, _ step: () -> String) {
        guard start < violations.count else { return }
        let step = step()
        for index in start..<violations.count { violations[index].prepend(step) }
    }
}

extension Validator {
    /// Elements that are structures or containers are checked one by one under their number; simple elements are
    /// reported once for the whole list, with every constraint that they have.
    private mutating func checkElements(_ elements: [Document], _ shape: Shape) {
        guard let described = shape.element else { return }
        let element = model.shape(described.shape)
        for (index, value) in elements.enumerated() {
            if violations.count >= Self.maximumViolations { return }
            let start = violations.count
            switch value {
            case .null: add(.missing(at: "\(index + 1).member"))
            case .structure, .list, .map:
                check(value, element)
                prepend(after: start) { "\(index + 1).member" }
            default:
                guard let constraints = element.constraints, !constraints.broken(by: value).isEmpty else { continue }
                let listing = "Member must satisfy constraint: \(constraints.listing(of: element.kind))"
                return add(listing, by: .list(elements), shape, isHidden: element.flags.contains(.sensitive))
            }
        }
    }

    private mutating func checkKeys(_ pairs: [Document.Pair], _ shape: Shape) {
        guard let described = shape.key else { return }
        let key = model.shape(described.shape)
        guard let constraints = key.constraints,
            pairs.contains(where: { !constraints.broken(by: .string($0.key)).isEmpty })
        else { return }
        let listing = "Map keys must satisfy constraint: \(constraints.listing(of: key.kind))"
        add(listing, by: .map(pairs), shape, isHidden: key.flags.contains(.sensitive))
    }

    private mutating func checkValues(_ pairs: [Document.Pair], _ shape: Shape) {
        guard let described = shape.element else { return }
        let element = model.shape(described.shape)
        for pair in pairs {
            if violations.count >= Self.maximumViolations { return }
            let start = violations.count
            switch pair.value {
            case .null: add(.missing(at: "\(pair.key).member"))
            case .structure, .list, .map:
                check(pair.value, element)
                prepend(after: start) { "\(pair.key).member" }
            default:
                guard let constraints = element.constraints, !constraints.broken(by: pair.value).isEmpty else {
                    continue
                }
                let listing = "Map value must satisfy constraint: \(constraints.listing(of: element.kind))"
                return add(listing, by: .map(pairs), shape, isHidden: element.flags.contains(.sensitive))
            }
        }
    }
}
