/// Holds a structure against the model, and tells what it breaks in S3's words: which of its errors it is depends on
/// where the member stands.
struct RESTValidator {
    let model: ServiceModel

    func validate(_ structure: Structure, as input: ShapeID) throws(AWSError) {
        let shape = model.shape(input)
        for member in shape.members {
            guard let value = structure[member.name] else {
                if member.isRequired, !member.flags.contains(.streaming) { throw missing(member, in: shape) }
                continue
            }
            guard model.isConstrained[Int(member.shape.index)] else { continue }
            var validator = Validator(model)
            validator.check(value, of: member)
            if !validator.violations.isEmpty { throw refusal(of: value, member) }
        }
    }

    private func missing(_ member: MemberModel, in shape: Shape) -> AWSError {
        switch member.location {
        case .header, .headers:
            .invalidRequest("Missing required header for this request: \(member.wireName)")
        case .querystring, .uri, .statusCode:
            .invalidArgument("\(member.wireName) must be given", name: member.wireName, value: nil)
        case .body: shape.payload == member.name ? .missingRequestBody : .malformedXML
        }
    }

    private func refusal(of value: Document, _ member: MemberModel) -> AWSError {
        guard member.location != .body else { return .malformedXML }
        let shape = model.shape(member.shape)
        let isHidden = shape.flags.contains(.sensitive)
        if member.wireName == "x-amz-storage-class" { return .invalidStorageClass }
        return .invalidArgument(
            "Invalid value for \(member.wireName)", name: member.wireName,
            value: isHidden ? nil : ValueText(model: model).text(value, shape))
    }
}

extension AWSError {
    fileprivate static let invalidStorageClass = AWSError(
        code: "InvalidStorageClass", "The storage class you specified is not valid", status: 400)
}
