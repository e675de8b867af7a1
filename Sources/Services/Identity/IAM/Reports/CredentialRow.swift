import Essentials

/// One line of a credential report.
/// Source: IAM user guide, "Generate credential reports for your AWS account", report format.
struct CredentialRow: Sendable {
    private static let columns = [
        "user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed",
        "password_next_rotation", "mfa_active", "access_key_1_active", "access_key_1_last_rotated",
        "access_key_1_last_used_date", "access_key_1_last_used_region", "access_key_1_last_used_service",
        "access_key_2_active", "access_key_2_last_rotated", "access_key_2_last_used_date",
        "access_key_2_last_used_region", "access_key_2_last_used_service", "cert_1_active", "cert_1_last_rotated",
        "cert_2_active", "cert_2_last_rotated", "additional_credentials_info",
    ]
    private static let none = "N/A"
    /// No signing certificates are kept.
    private static let certificates = ["false", none, "false", none]

    private let values: [String]

    /// Lines end with a line feed each but the last. No value can hold a comma or quote but the user's name, which can
    /// hold a comma.
    static func table(_ rows: [CredentialRow]) -> String {
        ([columns] + rows.map(\.values)).map { $0.map(\.quoted).joined(separator: ",") }.joined(separator: "\n")
    }

    /// Of the root user, who has no credentials here.
    init(rootOf account: AccountID, createdAt: Timestamp?) {
        let identity = ["<root_account>", "arn:aws:iam::\(account):root", createdAt?.inReport ?? Self.none]
        let password = ["false", Self.none, Self.none, "not_supported", "false"]
        values = identity + password + Self.key(nil) + Self.key(nil) + Self.certificates + [Self.none]
    }

    /// - Parameters:
    ///   - maximumAge: of passwords, in days; nil where they never expire
    ///   - keys: at most two, the older first, with their last use
    init(
        of user: UserRecord, password: LoginProfileRecord?, maximumAge: Int?, hasMFADevice: Bool,
        keys: [(AccessKeyRecord, LastUseRecord?)]
    ) {
        let identity = [user.name, user.arn, user.createdAt.inReport]
        let rotation = maximumAge.flatMap { age in password.map { $0.changedAt + .days(Int64(age)) } }
        let passwordValues = [
            password == nil ? "false" : "true",
            // There is no site to sign in to with a password.
            password == nil ? Self.none : "no_information",
            password?.changedAt.inReport ?? Self.none, rotation?.inReport ?? Self.none,
            hasMFADevice ? "true" : "false",
        ]
        let keyValues = (0..<2).flatMap { Self.key($0 < keys.count ? keys[$0] : nil) }
        values = identity + passwordValues + keyValues + Self.certificates + [Self.none]
    }

    private static func key(_ key: (AccessKeyRecord, LastUseRecord?)?) -> [String] {
        guard let (key, use) = key else { return ["false", none, none, none, none] }
        return [
            key.isActive ? "true" : "false", key.createdAt.inReport, use?.time.inReport ?? none, use?.region ?? none,
            use?.service ?? none,
        ]
    }
}

extension Timestamp {
    /// `2026-11-23T21:28:49+00:00`
    fileprivate var inReport: String { iso8601.dropLast() + "+00:00" }
}

extension String {
    /// As RFC 4180 quotes values.
    fileprivate var quoted: String { contains(",") ? "\"\(self)\"" : self }
}
