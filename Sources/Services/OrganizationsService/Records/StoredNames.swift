import OrganizationsModel

// Enumerations that are stored as AWS's names, their raw values.
extension AccountJoinedMethod: Codable {}
extension AccountState: Codable {}
extension CreateAccountFailureReason: Codable {}
extension CreateAccountState: Codable {}
extension OrganizationFeatureSet: Codable {}
extension PolicyType: Codable {}
extension ActionType: Codable {}
extension HandshakePartyType: Codable {}
extension HandshakeState: Codable {}
extension ResponsibilityTransferStatus: Codable {}
