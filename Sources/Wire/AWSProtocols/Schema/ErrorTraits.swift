/// How an error shape of the model is answered.
struct ErrorTraits: Sendable {
    /// In XML, where it differs from the shape's name.
    let code: String?
    let status: Int?
    let isSenderFault: Bool
    let isServerFault: Bool
}
