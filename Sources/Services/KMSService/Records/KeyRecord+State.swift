import AWSProtocols
import KMSModel
import KeyEngine

/// Source: AWS KMS developer guide, "Key states of AWS KMS keys"; the bracketed numbers are those of its table.
extension KeyRecord {
    var state: KeyState {
        if let deletion { return deletion.date == nil ? .pendingReplicaDeletion : .pendingDeletion }
        if lacksImportedMaterial { return .pendingImport }
        return isEnabled ? .enabled : .disabled
    }

    /// Whether nothing was ever imported, or something that was has been deleted or has expired.
    private var lacksImportedMaterial: Bool {
        guard origin == .external else { return false }
        let used = materials.filter { $0.state == .current || $0.state == .nonCurrent }
        return used.isEmpty || used.contains { !$0.isPresent }
    }

    /// What cryptographic operations and CreateGrant ask for: [1], [2], [5].
    func requireEnabled() throws(AWSError) {
        switch state {
        case .enabled: return
        case .disabled: throw AWSError(.disabledException, "\(arn) is disabled.")
        default: try requireUsable()
        }
    }

    /// What management operations ask for that take a disabled key: [3], [5].
    func requireUsable() throws(AWSError) {
        try requireNotPendingDeletion()
        guard state != .pendingImport else {
            throw invalidState(
                "is pending import because no key material has ever been imported or one of the imported key "
                    + "materials is deleted or expired.")
        }
    }

    /// What operations ask for that take a key without material too: [3].
    func requireNotPendingDeletion() throws(AWSError) {
        guard let deletion else { return }
        throw invalidState(deletion.date == nil ? "is pending replica deletion." : "is pending deletion.")
    }

    /// [4]
    func requirePendingDeletion() throws(AWSError) {
        guard deletion != nil else { throw invalidState("is not pending deletion.") }
    }

    /// Throws InvalidKeyUsageException when the key was made for another use.
    func requireUsage(_ wanted: KeyUsage, for operation: String) throws(AWSError) {
        guard usage == wanted else {
            throw AWSError(
                .invalidKeyUsageException, "\(arn) key usage is \(usage.rawValue) which is not valid for \(operation).")
        }
    }

    /// [9]
    func requireExternalOrigin() throws(AWSError) {
        guard origin == .external else { throw unsupportedOrigin() }
    }

    /// [6], [7]
    func unsupportedOrigin() -> AWSError {
        AWSError(
            .unsupportedOperationException, "\(arn) origin is \(origin.rawValue) which is not valid for this operation."
        )
    }

    private func invalidState(_ what: String) -> AWSError {
        AWSError(.kmsInvalidStateException, "\(arn) \(what)")
    }
}
