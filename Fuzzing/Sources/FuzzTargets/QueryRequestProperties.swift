import AWSProtocols

/// A form as IAM and STS take it; `Action` names the operation.
enum QueryRequestProperties {
    private static let models = [ServiceID.iam, .sts].compactMap { try? ServiceModel.load($0) }

    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        guard let parameters = parameters(input), let action = parameters["Action"] else { return }
        for model in models {
            guard let operation = model.operations[action],
                let decoded = try? model.decode(parameters, for: operation)
            else { continue }
            let form = model.encodeInput(decoded, for: operation)
            let again = self.parameters(form).flatMap { try? model.decode($0, for: operation) }
            try BrokenProperty.unless(
                again == decoded, "not the same after encoding: \(String(decoding: form, as: UTF8.self))")
        }
    }

    private static func parameters(_ form: [UInt8]) -> QueryParameters? {
        var parameters = QueryParameters()
        return (try? parameters.read(form)).map { parameters }
    }
}
