import AWSProtocols

/// The first line names an operation of KMS; the rest is the body of its request.
enum JSONRequestProperties {
    private static let model = try? ServiceModel.load(.kms)

    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let (name, body) = input.lineAndRest
        guard let model, let operation = model.operations[name],
            let decoded = try? model.decode(body, for: operation)
        else { return }
        let encoded = model.encodeInput(decoded, for: operation)
        let again = try? model.decode(encoded, for: operation)
        try BrokenProperty.unless(
            again == decoded, "not the same after encoding: \(String(decoding: encoded, as: UTF8.self))")
    }
}
