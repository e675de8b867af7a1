import Essentials

/// Writes one error in the protocol of a service.
struct ErrorEncoder {
    let model: ServiceModel
    let error: AWSError

    /// A service whose model has an error of its own for refused access, as SNS's has, answers that.
    var code: String {
        let own = "AuthorizationError"
        if case .framework(.accessDenied) = error.kind, model.errorShapes[own] != nil { return own }
        return error.code(in: model.metadata.wire)
    }

    /// The error's shape, where the model has it.
    private var shape: Shape? {
        guard case .modelled(let code) = error.kind else { return nil }
        return model.errorShapes[code].map(model.shape)
    }

    var faultName: String { error.fault == .client ? "Sender" : "Receiver" }

    /// What the caller of the initialiser asked for, else what the model says, else 400 for the client's faults and
    /// 500 for the server's.
    var status: Int {
        if let status = error.statusOverride { return status }
        if case .framework(let framework) = error.kind { return framework.status(in: model.metadata.wire) }
        if let traits = shape?.error {
            return traits.status ?? (traits.isServerFault ? 500 : 400)
        }
        return error.fault == .server ? 500 : 400
    }

    /// `{"__type":"NotFoundException","message":"…"}` with the modelled members after.
    func json() -> [UInt8] {
        var writer = JSONWriter(reserving: 256)
        writer.beginObject()
        writer.name("__type")
        writer.write(code)
        if let message = error.message {
            writer.name(messageName)
            writer.write(message)
        }
        if let shape {
            JSONBodyEncoder(model: model).writeMembers(error.fields, shape, &writer)
        }
        writer.endObject()
        return writer.bytes
    }

    /// As the model spells it. Of the errors without a model, refused access and bodies that do not decode come with a
    /// capital letter.
    private var messageName: String {
        switch error.kind {
        case .modelled:
            shape?.members.first { $0.name.firstLetterLowercased == "message" }?.wireName ?? "message"
        case .framework(.accessDenied), .framework(.serialization): "Message"
        case .framework: "message"
        }
    }

    /// `<ErrorResponse xmlns=…><Error><Type>Sender</Type><Code>…</Code><Message>…</Message></Error><RequestId>…`
    func xml(requestID: String) -> [UInt8] {
        var writer = XMLWriter(reserving: 512)
        writer.open("ErrorResponse", namespace: model.metadata.xmlNamespace)
        writer.open("Error")
        writer.element("Type", faultName)
        writer.element("Code", code)
        if let message = error.message { writer.element("Message", message) }
        if let shape { QueryEncoder(model: model).writeMembers(error.fields, shape, &writer) }
        writer.close("Error")
        writer.element("RequestId", requestID)
        writer.close("ErrorResponse")
        return writer.bytes
    }

    /// `<Error><Code>…</Code><Message>…</Message>…<Resource>/bucket/key</Resource><RequestId>…</RequestId>…`
    ///
    /// S3's models leave out most of what its errors carry, so fields are written as they are named.
    /// Source: Amazon S3 API reference, "Error responses".
    func s3XML(requestID: String, hostID: String, resource: String?) -> [UInt8] {
        var writer = XMLWriter(reserving: 512)
        writer.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        writer.open("Error")
        writer.element("Code", code)
        if let message = error.message ?? defaultMessage { writer.element("Message", message) }
        for field in error.fields.members {
            if let text = field.value.text(.iso8601) { writer.element(field.name, text) }
        }
        if let resource { writer.element("Resource", resource) }
        writer.element("RequestId", requestID)
        writer.element("HostId", hostID)
        writer.close("Error")
        return writer.bytes
    }

    private var defaultMessage: String? {
        error.kind == .framework(.unknownOperation)
            ? "The specified method is not allowed against this resource." : nil
    }
}
